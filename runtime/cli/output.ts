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

function write(stream: { writeSync(bytes: Uint8Array): number }, text: string): void {
  const bytes = new TextEncoder().encode(text);
  try {
    for (let from = 0; from < bytes.length;) from += stream.writeSync(bytes.subarray(from));
  } catch (error) {
    if (!(error instanceof Deno.errors.BrokenPipe)) throw error;
  }
}
