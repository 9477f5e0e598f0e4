/**
 * Output of commands: results go to standard output, everything else to standard error.
 *
 * @module
 */

import { harmless, oneLine } from "../../ground/harmless.ts";
import { painted } from "../../ground/terminal.ts";
import { writeText } from "../../ground/write_text.ts";

/** Writes the whole text to standard output. Ignores a broken pipe; throws `UsageError` if the disk is full. */
export function print(text: string): void {
  writeText("standard output", painted(harmless(text)));
}

/** Writes lines to standard error. Never throws. */
export function complain(lines: string): void {
  writeText("standard error", painted(harmless(`${lines}\n`)));
}

/**
 * Joins lines to one text. A line end inside a line, e.g. from an object's field, is written as `\n`, so each line
 * stays one line.
 *
 * ```ts
 * import { textOf } from "./output.ts";
 * import assert from "node:assert/strict";
 * assert.equal(textOf(["first", "se\ncond"]), "first\nse\\ncond\n");
 * ```
 */
export function textOf(lines: readonly string[]): string {
  return lines.map((line) => `${oneLine(line)}\n`).join("");
}
