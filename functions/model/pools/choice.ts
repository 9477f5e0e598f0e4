/**
 * How a pool chooses among its free addresses: the annotation `arpeggio.dev/choose`.
 *
 * @module
 */

/** For each choice: the start of the search for a free address. `hash` is a hash of the Service's name. */
const starts = {
  lowest: (): number => 0,
  /** A Service that is deleted and created again gets its old address back, if the address is still free. */
  stable: (hash: number): number => hash,
} as const satisfies Readonly<Record<string, (hash: number) => number>>;

export type Choice = keyof typeof starts;

export const choices: readonly Choice[] = Object.keys(starts).filter(isChoice);

/** True for the name of a choice. */
export function isChoice(value: unknown): value is Choice {
  return typeof value === "string" && Object.hasOwn(starts, value);
}

/** The choice in the annotation; `stable` if it is missing, unknown or not text. */
export function readChoice(annotation: unknown): Choice {
  return isChoice(annotation) ? annotation : "stable";
}

/** The start of the search, as an unsigned number of 32 bits. */
export function startOf(choice: Choice, hash: number): number {
  return starts[choice](hash);
}
