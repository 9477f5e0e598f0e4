/**
 * From YAML or JSON text to the objects in it, each with its place.
 *
 * @module
 */

import { type Document, isMap, isScalar, isSeq, LineCounter, type Node, parseAllDocuments } from "yaml";
import { UsageError } from "./usage_error.ts";

/** Where something stands in a file, for messages: `file:line`. */
export interface Place {
  readonly file: string;
  readonly line: number;
}

/** One object as it stands in a file, whatever it is. */
export interface FoundObject {
  readonly value: unknown;
  readonly place: Place;
  /** The place of a field such as `spec.addresses[0]`; of the nearest one around it, if it is not there. */
  placeOf(field: string): Place;
}

/**
 * The objects of a text: each document, and each item of a `List`. Empty documents are passed over. Throws `UsageError` for
 * text that is no YAML.
 */
export function readManifestText(text: string, file: string): readonly FoundObject[] {
  const lines = new LineCounter();
  const documents = parseAllDocuments(text, { lineCounter: lines, prettyErrors: false, version: "1.2" });
  const placeAt = (offset: number): Place => ({ file, line: Math.max(1, lines.linePos(offset).line) });
  if (!Array.isArray(documents)) return [];
  return documents.flatMap((document) => {
    const [error] = document.errors;
    if (error !== undefined) throw broken(placeAt(error.pos[0]), error.message);
    return objectsOf(document, placeAt);
  });
}

function broken({ file, line }: Place, message: string): UsageError {
  return new UsageError(`Cannot read ${file}:${line}: ${message.split("\n")[0]}`);
}

function objectsOf(document: Document.Parsed, placeAt: (offset: number) => Place): readonly FoundObject[] {
  const { contents } = document;
  if (contents === null || (isScalar(contents) && contents.value === null)) return [];
  const items = isMap(contents) && isList(contents.get("kind")) ? contents.get("items", true) : undefined;
  const nodes = isSeq<Node>(items) ? items.items : [contents];
  return nodes.map((node): FoundObject => ({
    value: toValue(node, document, placeAt),
    place: placeAt(node.range?.[0] ?? 0),
    placeOf: (field) => placeAt(offsetOf(node, field)),
  }));
}

/** `List`, and typed ones such as `ServiceList`. */
function isList(kind: unknown): boolean {
  return typeof kind === "string" && kind.endsWith("List");
}

function toValue(node: Node, document: Document.Parsed, placeAt: (offset: number) => Place): unknown {
  try {
    return node.toJS(document, { maxAliasCount: 1000 });
  } catch (error) {
    throw broken(placeAt(node.range?.[0] ?? 0), error instanceof Error ? error.message : String(error));
  }
}

function offsetOf(node: Node, field: string): number {
  let inner: unknown = node;
  let offset = node.range?.[0] ?? 0;
  for (const step of stepsOf(field)) {
    if (isMap(inner)) {
      const pair = inner.items.find(({ key }) => (isScalar(key) ? key.value : key) === step);
      if (isScalar(pair?.key)) offset = pair.key.range?.[0] ?? offset;
      inner = pair?.value;
    } else {
      inner = isSeq(inner) ? inner.items[Number(step)] : undefined;
      offset = rangeOf(inner) ?? offset;
    }
  }
  return offset;
}

function rangeOf(node: unknown): number | undefined {
  return isScalar(node) || isMap(node) || isSeq(node) ? node.range?.[0] : undefined;
}

/** `spec.addresses[0]` as `spec`, `addresses`, `0`; keys with dots stand in brackets and quotes. */
function stepsOf(field: string): readonly string[] {
  return [...field.matchAll(/\["((?:[^"\\]|\\.)*)"\]|\[(\d+)\]|([^.[\]]+)/g)].map(([, quoted, index, name]) =>
    quoted ?? index ?? name ?? ""
  );
}
