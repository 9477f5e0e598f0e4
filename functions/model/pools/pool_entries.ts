/**
 * Finds the entry of a pool's `spec.addresses` that a message is about.
 *
 * @module
 */

import { parseRange, type Range } from "../addresses/range.ts";
import type { IPAddressPool } from "../crds.ts";

/** The path of the first entry that fits; the path of the whole list if none fits. */
export function entryField({ spec }: IPAddressPool, fits: (range: Range) => boolean): string {
  const index = spec.addresses.findIndex((entry) => {
    const range = parseRange(entry);
    return typeof range !== "string" && fits(range);
  });
  return index === -1 ? "spec.addresses" : `spec.addresses[${index}]`;
}
