/**
 * Wraps text to a given width.
 *
 * @module
 */

import { stripVTControlCharacters } from "node:util";
import { colorMarks } from "./terminal.ts";

/**
 * Breaks a text between words; a word that is wider than the line gets its own line. Leading blanks indent every line.
 * A color of the whole text is applied to every line.
 *
 * ```ts
 * import assert from "node:assert/strict";
 * assert.deepEqual(wrapped("  one two three", 9), ["  one two", "  three"]);
 * ```
 */
export function wrapped(text: string, width: number): readonly string[] {
  const [start, end] = [
    colorMarks.find((each) => text.startsWith(each)),
    colorMarks.find((each) => text.endsWith(each)),
  ];
  if (start !== undefined && end !== undefined) {
    return wrapped(text.slice(start.length, -end.length), width).map((line) => `${start}${line}${end}`);
  }
  if (stripVTControlCharacters(text).length <= width) return [text];
  const [indent = ""] = /^ */.exec(text) ?? [];
  const lines: string[] = [];
  let line = "";
  for (const word of text.slice(indent.length).split(" ")) {
    const longer = line === "" ? word : `${line} ${word}`;
    if (line !== "" && indent.length + stripVTControlCharacters(longer).length > width) {
      lines.push(indent + line);
      line = word;
    } else {
      line = longer;
    }
  }
  return [...lines, indent + line];
}
