/**
 * What a command says: results on standard output, the rest on standard error.
 *
 * @module
 */

/** Writes text to standard output, whole. Whoever reads it may stop reading. */
export function print(text: string): void {
  write(Deno.stdout, text);
}

/** Writes one line to standard error. */
export function complain(line: string): void {
  write(Deno.stderr, `${line}\n`);
}

/**
 * The text with nothing in it that a terminal would obey, but line ends, tabs and our own colors: what objects say of themselves
 * may come from anybody.
 *
 * ```ts
 * import { harmless } from "./output.ts";
 * import assert from "node:assert/strict";
 * assert.equal(harmless("a\u0007b\u001b]0;title\u001b[32mc\n"), "a\ufffdb\ufffd]0;title\u001b[32mc\n");
 * ```
 */
export function harmless(text: string): string {
  return text.replaceAll(/\p{Cc}/gu, (control, offset: number) => {
    const isColor = control === "\u001b" && /^\[\d{1,2}m/.test(text.slice(offset + 1, offset + 5));
    return control === "\n" || control === "\t" || isColor ? control : "\ufffd";
  });
}

function write(stream: { writeSync(bytes: Uint8Array): number }, text: string): void {
  const bytes = new TextEncoder().encode(harmless(text));
  try {
    for (let from = 0; from < bytes.length;) from += stream.writeSync(bytes.subarray(from));
  } catch (error) {
    if (!(error instanceof Deno.errors.BrokenPipe)) throw error;
  }
}
