/**
 * Where the fields of a JSON text stand. The text has been read already: it is known to be JSON.
 *
 * @module
 */

/** The offsets of a part of a text, the end not included. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

const brackets = /"(?:[^"\\]|\\.)*"|[{}[\]]/g;
const tokens = /"(?:[^"\\]|\\.)*"|[{}[\],]|[^\s{}[\],:"]+/g;

/**
 * Where each of the `items` of a text's object stands.
 *
 * ```ts
 * import assert from "node:assert/strict";
 * assert.deepEqual(itemSpans('{"items": [{"a": 1}, {}]}'), [{ from: 11, to: 19 }, { from: 21, to: 23 }]);
 * ```
 */
export function itemSpans(text: string): readonly Span[] {
  let spans: Span[] = [];
  let depth = 0;
  let from = 0;
  let key = "";
  for (const { 0: token, index } of text.matchAll(brackets)) {
    if (token === "{" || token === "[") {
      depth++;
      if (depth === 2 && key === '"items"') spans = [];
      if (depth === 3) from = index;
    } else if (token === "}" || token === "]") {
      if (depth === 3 && key === '"items"') spans.push({ from, to: index + 1 });
      depth--;
    } else if (depth === 1) {
      key = token;
    }
  }
  return spans;
}

/** A map or a list that is not over yet. */
interface Frame {
  /** Its own. */
  readonly path: string;
  /** Of a list. */
  index: number | undefined;
  /** Of a map, the key of the value that comes; undefined: a key comes. */
  key: string | undefined;
}

/**
 * The offsets of all fields of a text, by their paths as `pathOf` makes them: of a value in a map, where its key begins.
 *
 * ```ts
 * import assert from "node:assert/strict";
 * const offsets = fieldOffsets('{"a": [7, {"b": 8}]}');
 * assert.deepEqual([["a"], ["a", "0"], ["a", "1", "b"]].map((steps) => offsets.get(pathOf(steps))), [1, 7, 11]);
 * ```
 */
export function fieldOffsets(text: string): ReadonlyMap<string, number> {
  const offsets = new Map([[pathOf([]), 0]]);
  const open: Frame[] = [];
  for (const { 0: token, index } of text.matchAll(tokens)) {
    const inside = open.at(-1);
    if (token === ",") {
      if (inside?.index !== undefined) inside.index++;
      else if (inside !== undefined) inside.key = undefined;
      continue;
    }
    if (token === "}" || token === "]") {
      open.pop();
      continue;
    }
    if (inside !== undefined && inside.index === undefined && inside.key === undefined) {
      inside.key = String(JSON.parse(token));
      offsets.set(below(inside.path, inside.key), index);
      continue;
    }
    const path = inside === undefined ? pathOf([]) : below(inside.path, inside.key ?? String(inside.index));
    if (inside?.index !== undefined) offsets.set(path, index);
    if (token === "{" || token === "[") open.push({ path, index: token === "[" ? 0 : undefined, key: undefined });
  }
  return offsets;
}

/** @param steps keys of maps and indices of lists, from the outside inwards */
export function pathOf(steps: readonly string[]): string {
  return steps.reduce(below, "");
}

function below(path: string, step: string): string {
  return `${path}\0${step}`;
}
