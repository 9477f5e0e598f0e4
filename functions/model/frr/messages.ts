/**
 * The messages about faults of FRR.
 *
 * @module
 */

import type { Refusal } from "./refusals.ts";
import type { FrrDaemon } from "./statement.ts";

export function refusalMessage({ command, words }: Refusal): string {
  return `FRR refuses "${command}": ${words}; the rest of the configuration takes effect`;
}

export function postponedMessage(words: string): string {
  return `accepts no configuration now: ${words}; trying again`;
}

export function missingMessage(daemon: FrrDaemon): string {
  return `FRR's ${daemon} does not answer; see the container ${daemon}`;
}
