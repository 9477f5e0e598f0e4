/**
 * Writes text to standard output or standard error.
 *
 * @module
 */

import { causeOf } from "./cause.ts";
import { UsageError } from "./usage_error.ts";

/**
 * Writes the whole text. Ignores a broken pipe: its reader wants no more. Throws `UsageError` with the system's cause
 * if standard output cannot be written, e.g. because the disk is full. Ignores all errors of standard error: they can
 * be reported nowhere else.
 */
export function writeText(to: "standard output" | "standard error", text: string): void {
  const stream = to === "standard output" ? Deno.stdout : Deno.stderr;
  const bytes = new TextEncoder().encode(text);
  try {
    for (let from = 0; from < bytes.length;) from += stream.writeSync(bytes.subarray(from));
  } catch (error) {
    if (error instanceof Deno.errors.BrokenPipe || to === "standard error") return;
    throw new UsageError(`Cannot write to ${to}: ${causeOf(error)}`);
  }
}
