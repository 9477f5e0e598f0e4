/**
 * Options to read YAML like kubectl: YAML 1.2 with the booleans, the numbers and the merge keys of YAML 1.1
 * (sigs.k8s.io/yaml on go-yaml v2).
 *
 * @module
 */

import type { DocumentOptions, ParseOptions, SchemaOptions, YAMLError } from "yaml";

/**
 * The options for `parseAllDocuments` of the YAML library.
 *
 * ```ts
 * import { parse } from "yaml";
 * import { kubernetesYAML } from "./kubernetes_yaml.ts";
 * import assert from "node:assert/strict";
 * assert.deepEqual(parse('{a: yes, b: Off, c: "no", d: nope}', kubernetesYAML), { a: true, b: false, c: "no", d: "nope" });
 * assert.deepEqual(parse("[017, 4_200, 0b11, 08]", kubernetesYAML), [15, 4200, 3, 8]);
 * ```
 */
export const kubernetesYAML = {
  merge: true,
  logLevel: "silent",
  customTags: (tags) => [
    booleanOf(true, /^(?:y|Y|yes|Yes|YES|on|On|ON)$/),
    booleanOf(false, /^(?:n|N|no|No|NO|off|Off|OFF)$/),
    wholeOf(2, /^(?:[-+]_*)?0_*[bB]_*[01][01_]*$/),
    wholeOf(8, /^(?:[-+]_*)?0_*[oO]?_*[0-7][0-7_]*$/),
    wholeOf(16, /^(?:[-+]_*)?0_*[xX]_*[0-9a-fA-F][0-9a-fA-F_]*$/),
    spaced,
    ...tags,
  ],
} as const satisfies ParseOptions & DocumentOptions & SchemaOptions;

/** A tag for plain scalars that match `test`. */
interface PlainTag<Value> {
  readonly tag: string;
  readonly default: true;
  readonly test: RegExp;
  resolve(text: string): Value;
}

/** The tag for plain scalars that are booleans only in YAML 1.1. */
function booleanOf(value: boolean, test: RegExp): PlainTag<boolean> {
  return { tag: "tag:yaml.org,2002:bool", default: true, test, resolve: () => value };
}

/** The tag for whole numbers with this base; in YAML 1.1, 017 is octal. */
function wholeOf(base: 2 | 8 | 16, test: RegExp): PlainTag<number> {
  const resolve = (text: string): number => {
    const digits = text.replaceAll(/[-+_]/g, "").replace(/^0[a-zA-Z]?(?=.)/, "");
    return Number.parseInt(digits, base) * (text.startsWith("-") ? -1 : 1);
  };
  return { tag: "tag:yaml.org,2002:int", default: true, test, resolve };
}

/** The tag for decimal numbers with underscores, such as 4_200_000_000. */
const spaced: PlainTag<number> = {
  tag: "tag:yaml.org,2002:float",
  default: true,
  test: /^(?=.*_)(?:[-+]_*)?\d[\d_]*(?:\.[\d_]*)?(?:[eE]_*[-+]?_*\d[\d_]*)?$/,
  resolve: (text) => Number(text.replaceAll("_", "")),
};

/** The parser's error in one line, with the name of a duplicate key. */
export function yamlFault({ code, message, pos }: YAMLError, text: string): string {
  if (code === "RESOURCE_EXHAUSTION") return tooDeep;
  const [line = ""] = message.split("\n");
  if (code !== "DUPLICATE_KEY") return line;
  const [, key = ""] = /^\s*("(?:[^"\\]|\\.)*"|'[^']*'|[^:\s,{}[\]]+)/.exec(text.slice(pos[0], pos[0] + 300)) ?? [];
  return `the key ${/^["']/.test(key) ? key : JSON.stringify(key)} occurs twice in one map; remove one`;
}

/**
 * The greatest depth of brackets that is read. No Kubernetes object is that deep. With deeper texts the parser takes
 * minutes or overflows the stack.
 */
export const mostDepth = 500;

/** The fault of a text or a value with more than 500 levels. */
export const tooDeep = "more than 500 levels deep";

/**
 * The offset of the first bracket that is nested too deep, or of the first line that begins with 500 times `-` or `?`
 * and a blank; undefined if there is none. Depth by indentation is not counted. Brackets in quotes count too, but that
 * matters only for 500 brackets that are never closed.
 */
export function tooDeepAt(text: string): number | undefined {
  const found = [text.search(/^[ \t]*(?:[-?] ){500}/m), tooManyBracketsAt(text)].filter((offset) => offset >= 0);
  return found.length === 0 ? undefined : Math.min(...found);
}

/**
 * The offset of the bracket that exceeds the greatest depth; -1 if none does. Character codes are compared, since that
 * is fast on large dumps.
 */
export function tooManyBracketsAt(text: string): number {
  let depth = 0;
  for (let offset = 0; offset < text.length; offset++) {
    const code = text.charCodeAt(offset);
    // Skips most characters, which are no brackets, by at most three comparisons.
    if (code < openBracket || (code > closeBracket && code < openBrace)) continue;
    if (code === openBracket || code === openBrace) {
      if (++depth > mostDepth) return offset;
    } else if ((code === closeBracket || code === closeBrace) && depth > 0) depth--;
  }
  return -1;
}

const openBracket = 0x5b;
const closeBracket = 0x5d;
const openBrace = 0x7b;
const closeBrace = 0x7d;
