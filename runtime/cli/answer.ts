/**
 * What a question ends with: a text, and an exit code that scripts can use.
 *
 * @module
 */

import { complain, print } from "./output.ts";

/** Nothing is amiss; something is; the third, 2, is for what cannot be asked (see `UsageError`). */
export const [fine, finding] = [0, 1];

export interface Answer {
  readonly text: string;
  readonly code: number;
  /** Beside the answer: lines for standard error. */
  readonly complaints?: readonly string[];
}

/** Where answers go; tests look at them instead. */
export type Tell = (answer: Answer) => void;

export function tellUser({ text, code, complaints = [] }: Answer): void {
  for (const line of complaints) complain(line);
  print(text);
  Deno.exitCode = code;
}

/** One JSON value, as `-o json` prints it. */
export function jsonText(value: unknown): string {
  return `${JSON.stringify(value, (_, each) => typeof each === "bigint" ? String(each) : each, 2)}\n`;
}
