/**
 * Output of commands: results go to standard output, everything else to standard error.
 *
 * @module
 */

import { harmless, oneLine } from "../../ground/harmless.ts";

/** Writes the whole text to standard output. Ignores a broken pipe. */
export function print(text: string): void {
  write(Deno.stdout, text);
}

/** Writes lines to standard error. */
export function complain(lines: string): void {
  write(Deno.stderr, `${lines}\n`);
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

function write(stream: { writeSync(bytes: Uint8Array): number }, text: string): void {
  const bytes = new TextEncoder().encode(harmless(text));
  try {
    for (let from = 0; from < bytes.length;) from += stream.writeSync(bytes.subarray(from));
  } catch (error) {
    if (!(error instanceof Deno.errors.BrokenPipe)) throw error;
  }
}
