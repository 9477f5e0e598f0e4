/**
 * A number with its noun, in the singular after 1.
 *
 * ```ts
 * import assert from "node:assert/strict";
 * assert.deepEqual([0, 1, 2].map((number) => counted(number, "address")), ["0 addresses", "1 address", "2 addresses"]);
 * ```
 *
 * @module
 */

export function counted(number: number | bigint, noun: string): string {
  return `${number} ${inNumber(number, noun)}`;
}

/** The noun alone, for a sentence such as "0 of 1 address". */
export function inNumber(number: number | bigint, noun: string): string {
  if (Number(number) === 1) return noun;
  return noun.endsWith("s") ? `${noun}es` : `${noun}s`;
}
