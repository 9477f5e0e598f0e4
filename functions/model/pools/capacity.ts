/**
 * The number of addresses that a pool can give. It is computed from the ranges, so its cost does not depend on the size
 * of the pool.
 *
 * @module
 */

import type { IPFamily } from "../kubernetes.ts";
import type { Pool } from "./pool.ts";
import { type Range, rangeSize } from "../addresses/range.ts";

export function capacity(pool: Pick<Pool, "ranges" | "avoidBuggyIPs">, family: IPFamily): bigint {
  return pool.ranges.filter((range) => range.family === family).reduce(
    (sum, range) => sum + rangeSize(range) - (pool.avoidBuggyIPs && family === "IPv4" ? buggyIn(range) : 0n),
    0n,
  );
}

function buggyIn({ first, last }: Range): bigint {
  return endingIn(0n, last) - endingIn(0n, first - 1n) + endingIn(255n, last) - endingIn(255n, first - 1n);
}

/** How many addresses from 0 to `upTo`, as numbers, have this last octet. */
function endingIn(octet: bigint, upTo: bigint): bigint {
  return upTo < octet ? 0n : (upTo - octet) / 256n + 1n;
}
