/**
 * Output of text to a terminal.
 *
 * @module
 */

/** Writes one line to standard output. */
export function say(line: string = ""): void {
  const bytes = new TextEncoder().encode(`${line}\n`);
  for (let from = 0; from < bytes.length;) from += Deno.stdout.writeSync(bytes.subarray(from));
}

const codes = { plain: 0, bold: 1, dim: 2, red: 31, green: 32 } as const;

/** All escape sequences that the functions below write. */
export const colorCodes: readonly string[] = Object.values(codes).map((code) => `\x1b[${code}m`);

/** Colors appear only on a terminal, and not with NO_COLOR (https://no-color.org). */
function styled(code: number, text: string): string {
  return Deno.noColor || !Deno.stdout.isTerminal() ? text : `\x1b[${code}m${text}\x1b[${codes.plain}m`;
}

export function bold(text: string): string {
  return styled(codes.bold, text);
}
export function dim(text: string): string {
  return styled(codes.dim, text);
}
export function green(text: string): string {
  return styled(codes.green, text);
}
export function red(text: string): string {
  return styled(codes.red, text);
}
