/**
 * Ranges of addresses, as pools list them.
 *
 * @module
 */

import { compare } from "../order.ts";
import { type Address, addressBits, addressOf, parseAddress } from "./address.ts";
import type { IPFamily } from "../kubernetes.ts";

/** The addresses from `first` to `last`, both included. */
export interface Range {
  readonly family: IPFamily;
  readonly first: bigint;
  readonly last: bigint;
}

/**
 * Reads an entry of a pool's `addresses`: `10.0.0.0/24` (host bits are ignored), or `10.0.0.1-10.0.0.9` (blanks around
 * the dash are allowed). For any other entry, returns a sentence that names the error and the cure.
 *
 * ```ts
 * import { parseRange } from "./range.ts";
 * import assert from "node:assert/strict";
 * assert.deepEqual(parseRange("10.0.0.5/30"), { family: "IPv4", first: 167772164n, last: 167772167n });
 * assert.equal(
 *   parseRange("10.0.0.9-10.0.0.1"),
 *   'Cannot read "10.0.0.9-10.0.0.1": start 10.0.0.9 is after end 10.0.0.1; swap them',
 * );
 * ```
 */
export function parseRange(entry: unknown): Range | string {
  if (typeof entry !== "string") {
    // YAML has infinite numbers, which JSON would show as null.
    const shown = typeof entry === "number" ? String(entry) : JSON.stringify(entry);
    return `Cannot read ${shown}: not text; write a CIDR or start-end`;
  }
  const range = entry.includes("-") ? parseStartEnd(entry) : parseCIDR(entry);
  return typeof range === "string" ? `Cannot read "${entry}": ${range}` : range;
}

/** The range as text, like an entry of a pool: `first-last`. */
export function rangeText(range: Range): string {
  return `${addressOf(range.family, range.first).text}-${addressOf(range.family, range.last).text}`;
}

export function rangeSize(range: Range): bigint {
  return range.last - range.first + 1n;
}

export function contains(range: Range, address: Address): boolean {
  return range.family === address.family && range.first <= address.value && address.value <= range.last;
}

export function overlaps(one: Range, other: Range): boolean {
  return one.family === other.family && one.first <= other.last && other.first <= one.last;
}

/** The addresses of all these ranges, as ascending ranges that neither overlap nor touch; IPv4 before IPv6. */
export function union(ranges: readonly Range[]): readonly Range[] {
  const merged: Range[] = [];
  for (const range of ranges.toSorted(byFamilyAndFirst)) {
    const before = merged.at(-1);
    if (before === undefined || before.family !== range.family || range.first > before.last + 1n) {
      merged.push(range);
    } else if (range.last > before.last) {
      merged[merged.length - 1] = { ...before, last: range.last };
    }
  }
  return merged;
}

function byFamilyAndFirst(one: Range, other: Range): number {
  if (one.family !== other.family) return compare(one.family, other.family);
  return one.first < other.first ? -1 : one.first > other.first ? 1 : 0;
}

function parseCIDR(entry: string): Range | string {
  const [base = "", length, ...rest] = entry.split("/");
  const address = parseAddress(base);
  if (length === undefined) {
    return address === undefined
      ? "neither a CIDR nor start-end"
      : `one address needs its prefix length; write ${address.text}/${addressBits[address.family]}`;
  }
  if (address === undefined || rest.length > 0) return `${JSON.stringify(base)} is not an IP address`;
  if (address.family === "IPv4" && base.includes(":")) return `an IPv4 address in IPv6 form; write ${address.text}`;
  const bits = addressBits[address.family];
  if (!/^(0|[1-9]\d{0,2})$/.test(length) || Number(length) > bits) {
    return `"/${length}" is not a prefix length from 0 to ${bits}`;
  }
  const hostMask = (1n << BigInt(bits - Number(length))) - 1n;
  const first = address.value & ~hostMask;
  return { family: address.family, first, last: first | hostMask };
}

function parseStartEnd(entry: string): Range | string {
  const parts = entry.split("-").map((part) => part.trim());
  const [start, end] = parts.map(parseAddress);
  if (parts.length !== 2) return "more than one dash; write start-end";
  if (start === undefined) return `start "${parts[0]}" is not an IP address`;
  if (end === undefined) return `end "${parts[1]}" is not an IP address`;
  const mapped = [start, end].find(({ family }, index) => family === "IPv4" && parts[index]?.includes(":") === true);
  if (mapped !== undefined) return `an IPv4 address in IPv6 form; write ${mapped.text}`;
  if (start.family !== end.family) {
    return `start is ${start.family} and end is ${end.family}; write one range for each family`;
  }
  if (start.value > end.value) return `start ${start.text} is after end ${end.text}; swap them`;
  return { family: start.family, first: start.value, last: end.value };
}
