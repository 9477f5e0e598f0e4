import type { HoldingEntry } from "./heartbeat.ts";

/** True if the two lists have the same entries in the same order. */
export function sameEntries(a: readonly HoldingEntry[], b: readonly HoldingEntry[]): boolean {
  return a.length === b.length && a.every((entry, index) => isSameEntry(entry, b[index]));
}

function isSameEntry(entry: HoldingEntry, other: HoldingEntry | undefined): boolean {
  if (other === undefined || entry.address !== other.address) return false;
  if ("revision" in entry) return "revision" in other && entry.revision === other.revision;
  return "declined" in entry ? "declined" in other : "missed" in other;
}
