/**
 * Text for a person at a terminal.
 *
 * @module
 */

/** Writes one line to standard output. */
export function say(line: string = ""): void {
  const bytes = new TextEncoder().encode(`${line}\n`);
  for (let from = 0; from < bytes.length;) from += Deno.stdout.writeSync(bytes.subarray(from));
}

/** Colors only where somebody sees them: on a terminal, and not with NO_COLOR (https://no-color.org). */
function styled(code: number, text: string): string {
  return Deno.noColor || !Deno.stdout.isTerminal() ? text : `\x1b[${code}m${text}\x1b[0m`;
}

export function bold(text: string): string {
  return styled(1, text);
}
export function dim(text: string): string {
  return styled(2, text);
}
export function green(text: string): string {
  return styled(32, text);
}
export function red(text: string): string {
  return styled(31, text);
}
