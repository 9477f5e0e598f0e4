/**
 * The items of a `List` in YAML. An item that is a `List` too is replaced by its own items.
 *
 * @module
 */

import { type Document, isAlias, isMap, isNode, isSeq, type Node } from "yaml";
import { isList, isListOfOurs, type ItemKind, itemKindOf } from "./plain_items.ts";

/** One value of a document. With a `fault`: the place where a `List` should have its items, and has no list. */
export interface Item {
  readonly node: Node;
  readonly fault?: string;
  /** The kind for an item that names none. */
  readonly kind?: ItemKind;
}

/** The value itself, or the items of a `List`. */
export function itemsOf(node: Node, document: Document.Parsed, of?: ItemKind): readonly Item[] {
  const target = targetOf(node, document);
  if (!isMap(target) || !isList(target.get("kind"))) return [{ node, ...(of !== undefined && { kind: of }) }];
  const given = target.get("items", true);
  const items = targetOf(given, document);
  if (isSeq<Node>(items)) {
    const kind = itemKindOf(target.get("kind"), target.get("apiVersion"));
    return items.items.flatMap((each) => itemsOf(each, document, kind));
  }
  if (!isListOfOurs(target.get("kind"))) return [{ node }];
  return target.get("items") === undefined || target.get("items") === null
    ? []
    : [{ node: isNode(given) ? given : node, fault: itemsAreNoList }];
}

const itemsAreNoList = "the items of a List are a list of objects; write each behind a dash";

function targetOf(node: unknown, document: Document.Parsed): unknown {
  return isAlias(node) ? node.resolve(document) : node;
}
