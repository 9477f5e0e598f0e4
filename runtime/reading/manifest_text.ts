/**
 * Reads YAML or JSON text into objects with their places.
 *
 * @module
 */

import { type Document, isMap, isScalar, isSeq, LineCounter, type Node, parseAllDocuments } from "yaml";
import { remembering } from "../../functions/model/remembering.ts";
import { kubernetesYAML, tooDeep, tooDeepAt, tooManyBracketsAt, yamlFault } from "../store/kubernetes_yaml.ts";
import { withoutNulls } from "../store/without_nulls.ts";
import { containsItself, valueOf } from "../store/yaml_value.ts";
import { fieldOffsets, itemSpans, pathOf } from "./json_places.ts";
import { type Item, itemsOf, plainItemsOf, withItemKind } from "../store/list_items.ts";

/** A place in a file, for messages such as `pools.yaml:7`. Lines and columns count from 1. */
export interface Place {
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

/** One value of a file, e.g. an object, without null fields. Its shape is not checked yet. */
export interface FoundObject {
  readonly value: unknown;
  /**
   * The place of a field such as `spec.addresses[0]`. If the field is absent, the place of the nearest field around it.
   * `""` means the object itself.
   */
  placeOf(field: string): Place;
}

/** The contents of a text. */
export interface ManifestText {
  readonly objects: readonly FoundObject[];
  /** For each document or item of a `List` that cannot be read, one line with the place and the reason. */
  readonly unreadable: readonly string[];
}

/** Reads the objects of a text: each document, and each item of a `List`. Empty documents are skipped. Never throws. */
export function readManifestText(text: string, file: string): ManifestText {
  const objects = readJSON(text, file);
  if (objects !== undefined) return { objects, unreadable: [] };
  const depth = tooDeepAt(text);
  if (depth === undefined) return readYAML(text, file);
  const place = placeIn(file, linesOf(text), depth);
  return { objects: [], unreadable: [`${cannotRead(place)} ${tooDeep}`] };
}

/**
 * The objects of a JSON text; undefined if the YAML parser must judge the text, e.g. because it is no JSON. The YAML
 * parser could read JSON too, but takes 20 times as long.
 */
function readJSON(text: string, file: string): readonly FoundObject[] | undefined {
  if (!/^\s*[{[]/.test(text) || tooManyBracketsAt(text) >= 0) return undefined;
  const value = parseJSON(text);
  if (value === undefined) return undefined;
  const items = plainItemsOf(value);
  if (items === undefined) return undefined;
  // Most dumps have no nulls. Their objects need not be searched, which takes as long as parsing.
  const hasNulls = text.includes("null");
  const lines = once(() => linesOf(text));
  const spans = once(() => items[0] === value ? [{ from: text.search(/\S/), to: text.length }] : itemSpans(text));
  const itemAt = remembering((index: number) => index, (index) => {
    const { from, to } = spans()[index] ?? { from: 0, to: text.length };
    return { from, offsets: fieldOffsets(text.slice(from, to)) };
  });
  const placeOf = (index: number, field: string): Place => {
    const { from, offsets } = itemAt(index);
    return placeIn(file, lines(), from + nearest(offsets, stepsOf(field)));
  };
  return items.map((each, index): FoundObject => ({
    value: hasNulls ? withoutNulls(each) : each,
    placeOf: (field) => placeOf(index, field),
  }));
}

function parseJSON(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** The offset of a field. If the field is absent, the offset of the nearest field around it. */
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

function readYAML(text: string, file: string): ManifestText {
  const lines = new LineCounter();
  const documents = parseAllDocuments(text, { ...kubernetesYAML, lineCounter: lines, prettyErrors: false });
  const placeAt = (offset: number): Place => placeIn(file, lines, offset);
  const objects: FoundObject[] = [];
  const unreadable: string[] = [];
  for (const document of Array.isArray(documents) ? documents : []) {
    const [error] = document.errors;
    if (error !== undefined) {
      unreadable.push(`${cannotRead(placeAt(error.pos[0]))} ${yamlFault(error, text)}`);
      continue;
    }
    const endless = containsItself(document);
    if (endless !== undefined) {
      unreadable.push(`${cannotRead(placeAt(endless.offset))} ${endless.fault}`);
      continue;
    }
    for (const { node, fault, kind } of valuesIn(document)) {
      const value = fault === undefined ? valueOf(node, document) : { fault };
      if ("fault" in value) unreadable.push(`${cannotRead(placeAt(node.range?.[0] ?? 0))} ${value.fault}`);
      else {
        const typed = withItemKind(withoutNulls(value.is), kind);
        objects.push({ value: typed, placeOf: (field) => placeAt(offsetOf(node, field)) });
      }
    }
  }
  return { objects, unreadable };
}

/** The beginning of a message about a place that cannot be read. */
export function cannotRead({ file, line }: Place): string {
  return `Cannot read ${file}:${line}:`;
}

function valuesIn(document: Document.Parsed): readonly Item[] {
  const { contents } = document;
  return contents === null || (isScalar(contents) && contents.value === null) ? [] : itemsOf(contents, document);
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

/** Splits `spec.addresses[0]` into `spec`, `addresses`, `0`. Keys with dots are in brackets and quotes. */
function stepsOf(field: string): readonly string[] {
  return [...field.matchAll(/\["((?:[^"\\]|\\.)*)"\]|\[(\d+)\]|([^.[\]]+)/g)].map(([, quoted, index, name]) =>
    quoted ?? index ?? name ?? ""
  );
}
