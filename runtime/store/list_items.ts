/**
 * The items of a `List`. An item that is a `List` too is replaced by its own items. An item of a typed list such as
 * `ServiceList` that names no kind gets the list's, as kubectl does it: an API server leaves it out.
 *
 * @module
 */

import { isKindName } from "../../functions/model/kind_table.ts";
import { isRecord } from "../../functions/model/shape.ts";
import { type Document, isAlias, isMap, isNode, isSeq, type Node } from "yaml";

/** One value of a document. With a `fault`: the place where a `List` should have its items, and has no list. */
export interface Item {
  readonly node: Node;
  readonly fault?: string;
  /** The kind for an item that names none. */
  readonly kind?: ItemKind;
}

/** The kind that the items of a list have. */
export interface ItemKind {
  readonly apiVersion: unknown;
  readonly kind: string;
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

/** The items of a JSON value; undefined if some need `itemsOf`. */
export function plainItemsOf(value: unknown): readonly Readonly<Record<string, unknown>>[] | undefined {
  if (!isRecord(value)) return undefined;
  if (!isList(value["kind"])) return [value];
  const items = value["items"];
  if (!Array.isArray(items)) return isListOfOurs(value["kind"]) ? undefined : [value];
  if (!items.every((each) => isRecord(each) && !isList(each["kind"]))) return undefined;
  const kind = itemKindOf(value["kind"], value["apiVersion"]);
  return kind === undefined ? items : items.map((each) => isRecord(each) ? withKind(each, kind) : each);
}

/** The value with the kind of its list, if it is an object that names none. */
export function withItemKind(value: unknown, kind: ItemKind | undefined): unknown {
  return kind === undefined || !isRecord(value) ? value : withKind(value, kind);
}

function withKind(value: Readonly<Record<string, unknown>>, kind: ItemKind): Readonly<Record<string, unknown>> {
  return value["kind"] === undefined || value["kind"] === null ? { ...value, ...kind } : value;
}

/** The kind that a typed list gives to its items; undefined for `List` itself. */
function itemKindOf(kind: unknown, apiVersion: unknown): ItemKind | undefined {
  if (typeof kind !== "string" || kind === "List") return undefined;
  return { apiVersion, kind: kind.slice(0, -"List".length) };
}

const itemsAreNoList = "the items of a List are a list of objects; write each behind a dash";

function targetOf(node: unknown, document: Document.Parsed): unknown {
  return isAlias(node) ? node.resolve(document) : node;
}

/** True for `List` and typed lists such as `ServiceList`. */
function isList(kind: unknown): boolean {
  return typeof kind === "string" && kind.endsWith("List");
}

/** False for a kind of another project whose name ends with `List`: it may be no list. */
function isListOfOurs(kind: unknown): boolean {
  return kind === "List" || (typeof kind === "string" && isList(kind) && isKindName(kind.slice(0, -"List".length)));
}
