/**
 * Finds the places of fields in a JSON text, which must be valid.
 *
 * @module
 */

/** A part of a text: the offset of its first character, and the offset after its last character. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

const tokens = /"(?:[^"\\]|\\.)*"|[{}[\],]|[^\s{}[\],:"]+/g;

/**
 * The span of each object in the text's `items`. Compares character codes, since that is fast on large dumps.
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
  for (let index = 0; index < text.length; index++) {
    const code = text.charCodeAt(index);
    if (code === codes.quote) {
      const end = endOfString(text, index);
      if (depth === 1) key = text.slice(index, end);
      index = end - 1;
    } else if (code === codes.openBrace || code === codes.openBracket) {
      depth++;
      if (depth === 2 && key === '"items"') spans = [];
      if (depth === 3) from = index;
    } else if (code === codes.closeBrace || code === codes.closeBracket) {
      if (depth === 3 && key === '"items"') spans.push({ from, to: index + 1 });
      depth--;
    }
  }
  return spans;
}

const codes = {
  quote: 0x22,
  openBracket: 0x5b,
  backslash: 0x5c,
  closeBracket: 0x5d,
  openBrace: 0x7b,
  closeBrace: 0x7d,
};

/** The offset after the string that begins with the quote at `start`. */
function endOfString(text: string, start: number): number {
  for (let index = start + 1; index < text.length; index++) {
    const code = text.charCodeAt(index);
    if (code === codes.quote) return index + 1;
    if (code === codes.backslash) index++;
  }
  return text.length;
}

/** A map or a list that is still open at the current token. */
interface Frame {
  /** The path of the map or list itself. */
  readonly path: string;
  /** In a list: the index of the next value; undefined in a map. */
  index: number | undefined;
  /** In a map: the key of the next value; undefined if the next token is a key. */
  key: string | undefined;
}

/**
 * The offsets of all fields of a text, by the paths of `pathOf`. The offset of a field in a map is the offset of its
 * key.
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

/** @param steps keys of maps and indices of lists, the outermost first */
export function pathOf(steps: readonly string[]): string {
  return steps.reduce(below, "");
}

function below(path: string, step: string): string {
  return `${path}\0${step}`;
}
