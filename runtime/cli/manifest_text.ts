/**
 * From YAML or JSON text to the objects in it, each with its place.
 *
 * @module
 */

import { type Document, isMap, isScalar, isSeq, LineCounter, type Node, parseAllDocuments } from "yaml";
import { isFields } from "../store/json.ts";
import { fieldOffsets, itemSpans, pathOf, type Span } from "./json_places.ts";
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

/** JSON is YAML too, but read as such it takes twenty times as long; places in it are looked up only when asked for. */
function readJSON(text: string, file: string): readonly FoundObject[] | undefined {
  if (!/^\s*[{[]/.test(text)) return undefined;
  const value = parseJSON(text);
  if (value === undefined) return undefined;
  const items = isFields(value) && isList(value["kind"]) && Array.isArray(value["items"]) ? value["items"] : undefined;
  if (items?.every(isFields) === false) return undefined;
  const lines = once(() => linesOf(text));
  const spans = once(() => items === undefined ? [{ from: text.search(/\S/), to: text.length }] : itemSpans(text));
  return (items ?? [value]).map((each, index): FoundObject => {
    const span = (): Span => spans()[index] ?? { from: 0, to: text.length };
    const offsets = once(() => fieldOffsets(text.slice(span().from, span().to)));
    const offsetOf = (field: string): number => span().from + nearest(offsets(), stepsOf(field));
    return { value: each, placeOf: (field) => placeIn(file, lines(), offsetOf(field)) };
  });
}

function parseJSON(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** The offset of a field, or of the nearest one around it. */
function nearest(offsets: ReadonlyMap<string, number>, steps: readonly string[]): number {
  return offsets.get(pathOf(steps)) ?? (steps.length === 0 ? 0 : nearest(offsets, steps.slice(0, -1)));
}

function linesOf(text: string): LineCounter {
  const lines = new LineCounter();
  for (let start = 0; start >= 0; start = text.indexOf("\n", start) + 1 || -1) lines.addNewLine(start);
  return lines;
}

function once<Value>(make: () => Value): () => Value {
  let made: { readonly value: Value } | undefined;
  return () => (made ??= { value: make() }).value;
}

function placeIn(file: string, lines: LineCounter, offset: number): Place {
  const { line, col } = lines.linePos(offset);
  return { file, line: Math.max(1, line), column: Math.max(1, col) };
}

function readYAML(text: string, file: string): readonly FoundObject[] {
  const lines = new LineCounter();
  const documents = parseAllDocuments(text, { lineCounter: lines, prettyErrors: false });
  const placeAt = (offset: number): Place => placeIn(file, lines, offset);
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
