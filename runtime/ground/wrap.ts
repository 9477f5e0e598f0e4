/**
 * Wraps text to a given width.
 *
 * @module
 */

import { stripVTControlCharacters } from "node:util";
import { usualWidth } from "./screen.ts";
import { isPrintable } from "./harmless.ts";
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
  if (visibleWidth(text) <= width) return [text];
  const [start, end] = [
    colorMarks.find((each) => text.startsWith(each)),
    colorMarks.find((each) => text.endsWith(each)),
  ];
  if (start !== undefined && end !== undefined) {
    return wrapped(text.slice(start.length, -end.length), width).map((line) => `${start}${line}${end}`);
  }
  const [indent = ""] = /^ */.exec(text) ?? [];
  const lines: string[] = [];
  let line = "";
  for (const word of text.slice(indent.length).split(" ")) {
    const longer = line === "" ? word : `${line} ${word}`;
    if (line !== "" && indent.length + visibleWidth(longer) > width) {
      lines.push(indent + line);
      line = word;
    } else {
      line = longer;
    }
  }
  return [...lines, indent + line];
}

/**
 * A sentence, such as a headline. On a screen of the usual width or more, it stays one line, which can be searched and
 * copied. A narrower screen would break its words, so there it is wrapped.
 *
 * ```ts
 * import assert from "node:assert/strict";
 * assert.deepEqual(sentence("  one two three", 80), ["  one two three"]);
 * assert.deepEqual(sentence("  - one two three", 11), ["  - one two", "    three"]);
 * ```
 */
export function sentence(text: string, width: number): readonly string[] {
  if (width >= usualWidth) return [text];
  const [bullet] = /^ *- /.exec(text) ?? [];
  if (bullet === undefined) return wrapped(text, width);
  const [first = "", ...others] = wrapped(" ".repeat(bullet.length) + text.slice(bullet.length), width);
  return [bullet + first.slice(bullet.length), ...others];
}

/** The width of a text in columns, without its color codes. */
export function visibleWidth(text: string): number {
  return isPrintable(text) ? text.length : [...stripVTControlCharacters(text)].length;
}
