/**
 * Makes text safe to print: the terminal shows control characters instead of obeying them. Any user may write text into
 * objects.
 *
 * @module
 */

import { colorMarks } from "./terminal.ts";

/**
 * Replaces characters of the Unicode categories Cc (control), Cf (format, such as U+202E), Zl and Zp (U+2028 and
 * U+2029) by JSON escapes. Line feeds, tabs and the marks of our own colors are kept, but no other color code.
 *
 * ```ts
 * import { harmless } from "./harmless.ts";
 * import assert from "node:assert/strict";
 * assert.equal(harmless("a\u0007b\u001b]0;title\u001b[32mc\u202e\n"), "a\\u0007b\\u001b]0;title\\u001b[32mc\\u202e\n");
 * ```
 */
export function harmless(text: string): string {
  return text.replaceAll(/\p{Cc}|\p{Cf}|\p{Zl}|\p{Zp}/gu, (found, offset: number) => {
    if (found === "\n" || found === "\t") return found;
    return found === "\u001b" && colorMarks.some((mark) => text.startsWith(mark, offset)) ? found : escapesOf(found);
  });
}

/**
 * Makes one line safe to print: replaces line feeds, tabs, and all that `harmless` replaces, by escapes.
 *
 * ```ts
 * import { oneLine } from "./harmless.ts";
 * import assert from "node:assert/strict";
 * assert.equal(oneLine("se\ncond"), "se\\ncond");
 * ```
 */
export function oneLine(line: string): string {
  return isPrintable(line)
    ? line
    : harmless(line.replaceAll("\n", "\\n").replaceAll("\r", "\\r").replaceAll("\t", "\\t"));
}

/** True if the text has only printable characters of ASCII. Nearly all cells of tables are such texts. */
export function isPrintable(text: string): boolean {
  return /^[ -~]*$/.test(text);
}

/** One escape for each UTF-16 code unit, as in JSON. */
function escapesOf(found: string): string {
  return found.split("").map((unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`).join("");
}
