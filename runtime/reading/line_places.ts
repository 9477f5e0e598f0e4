/**
 * The places of offsets in a text.
 *
 * @module
 */

import type { Place } from "./found_object.ts";

/**
 * A function that gives the place of an offset in this text. It searches the text for lines when it is first called.
 *
 * ```ts
 * import { placesIn } from "./line_places.ts";
 * import assert from "node:assert/strict";
 * assert.deepEqual(placesIn("a: 1\nb: 2\n", "f.yaml")(8), { file: "f.yaml", line: 2, column: 4 });
 * ```
 */
export function placesIn(text: string, file: string): (offset: number) => Place {
  let starts: readonly number[] | undefined;
  return (offset) => {
    starts ??= lineStarts(text);
    const line = lineOf(starts, offset);
    return { file, line, column: offset - (starts[line - 1] ?? 0) + 1 };
  };
}

function lineStarts(text: string): readonly number[] {
  const starts = [0];
  for (let at = text.indexOf("\n"); at >= 0; at = text.indexOf("\n", at + 1)) starts.push(at + 1);
  return starts;
}

/** The line with this offset, from 1. */
function lineOf(starts: readonly number[], offset: number): number {
  let [low, high] = [1, starts.length];
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if ((starts[middle - 1] ?? 0) <= offset) low = middle;
    else high = middle - 1;
  }
  return low;
}
