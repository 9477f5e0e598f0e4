/**
 * The answer of a command: a text, and an exit code for scripts.
 *
 * @module
 */

import { Option } from "commander";
import { jsonText } from "../../ground/json_text.ts";
import { complain, print } from "./output.ts";

/** Exit codes: no fault was found; a fault was found; the question or its input cannot be read (see `UsageError`). */
export const [fine, finding, unread] = [0, 1, 2];

/** The usual last line of the help of a command that prints an `Answer`. */
export const exitCodes = "\nExit code 0: nothing is wrong; 1: something is wrong; 2: there is no answer";

export interface Answer {
  readonly text: string;
  readonly code: number;
  /** Lines for standard error. */
  readonly complaints?: readonly string[];
}

/** Prints an answer; tests replace it. */
export type Tell = (answer: Answer) => void;

export function tellUser({ text, code, complaints = [] }: Answer): void {
  for (const line of complaints) complain(line);
  print(text);
  Deno.exitCode = code;
}

/** The usual output formats of a command that prints an `Answer`. */
export const formats = ["text", "wide", "json", "yaml"] as const;
export type Format = typeof formats[number];

/** The option `-o`, with these formats or other choices. */
export function outputOption(choices: readonly string[] = formats): Option {
  const wide = choices.includes("wide") ? "; wide: tables with all columns" : "";
  return new Option("-o, --output <format>", `the format of the answer${wide}`).choices(choices).default(choices[0]);
}

/** The greatest width of text, in columns. */
export function widthIn(format: string, width: () => number): number {
  return format === "wide" ? Infinity : width();
}

/**
 * A value in the format of `-o json` or `-o yaml`.
 *
 * @param instants names of fields that hold instants, which are printed in the format of RFC 3339
 */
export async function structuredText(
  format: "json" | "yaml",
  value: unknown,
  instants: readonly string[] = [],
): Promise<string> {
  const text = `${jsonText(value, instants, 2)}\n`;
  if (format === "json") return text;
  // Only this format needs the YAML library.
  const { yamlText } = await import("./print_yaml.ts");
  return yamlText(JSON.parse(text));
}
