/**
 * From YAML or JSON text to the objects in it, each with its place.
 *
 * @module
 */

import { type Document, isMap, isScalar, isSeq, LineCounter, type Node, parseAllDocuments } from "yaml";
import { isFields } from "../store/json.ts";
import { UsageError } from "./usage_error.ts";

/** Where something stands in a file, for messages: `file:line`. Lines and columns count from 1. */
export interface Place {
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

/** One object as it stands in a file, whatever it is. */
export interface FoundObject {
  readonly value: unknown;
  /** The place of a field such as `spec.addresses[0]`; of the nearest one around it, if it is not there; "": of the object. */
  placeOf(field: string): Place;
}

/**
 * The objects of a text: each document, and each item of a `List`. Empty documents are passed over. Throws `UsageError` for
 * text that is no YAML.
 */
export function readManifestText(text: string, file: string): readonly FoundObject[] {
  return readJSON(text, file) ?? readYAML(text, file);
}

/** JSON is YAML too, but read as such it takes twenty times as long; so places in it are looked up only when asked for. */
function readJSON(text: string, file: string): readonly FoundObject[] | undefined {
  if (!/^\s*[{[]/.test(text)) return undefined;
  const values = parseJSON(text);
  if (values === undefined) return undefined;
  let placed: readonly FoundObject[] | undefined;
  return values.map((value, index): FoundObject => ({
    value,
    placeOf: (field) => (placed ??= readYAML(text, file))[index]?.placeOf(field) ?? { file, line: 1, column: 1 },
  }));
}

function parseJSON(text: string): readonly unknown[] | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return isFields(value) && isList(value["kind"]) && Array.isArray(value["items"]) ? value["items"] : [value];
  } catch {
    return undefined;
  }
}

function readYAML(text: string, file: string): readonly FoundObject[] {
  const lines = new LineCounter();
  const documents = parseAllDocuments(text, { lineCounter: lines, prettyErrors: false });
  const placeAt = (offset: number): Place => {
    const { line, col } = lines.linePos(offset);
    return { file, line: Math.max(1, line), column: Math.max(1, col) };
  };
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
