/**
 * Output of text to a terminal, with colors.
 *
 * @module
 */

import { writeText } from "./write_text.ts";

/** Writes one line to standard output. Throws `UsageError` if it cannot be written. */
export function say(line: string = ""): void {
  writeText("standard output", painted(`${line}\n`));
}

const codes = { plain: 0, bold: 1, dim: 2, red: 31, green: 32 } as const;

/**
 * The mark that stands for a color until the text is written. A mark contains a secret, so that the text of an object
 * cannot contain a mark. Only marks become color codes; the color codes in an object's text are printed as escapes.
 */
function markOf(code: number): string {
  return `\x1b[${secret};${code}m`;
}

// Groups of at most four digits, so that a mark has the form of a color code: then it adds nothing to a text's width.
const secret = Array.from(crypto.getRandomValues(new Uint16Array(6)), (each) => each % 10_000).join(";");

/** The marks of all colors. */
export const colorMarks: readonly string[] = Object.values(codes).map(markOf);

/** Replaces each mark by its code. Call it only right before the text is written. */
export function painted(text: string): string {
  return Object.values(codes).reduce((part, code) => part.replaceAll(markOf(code), `\x1b[${code}m`), text);
}

/** Colors appear only on a terminal, and not with NO_COLOR (https://no-color.org). */
function styled(code: number, text: string): string {
  return Deno.noColor || !Deno.stdout.isTerminal() ? text : markOf(code) + text + markOf(codes.plain);
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
