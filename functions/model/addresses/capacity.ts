/**
 * How many addresses a pool can give, by arithmetic: the cost does not depend on its size.
 *
 * @module
 */

import type { IPFamily } from "../kubernetes.ts";
import type { Pool } from "../pools/pool.ts";
import { type Range, rangeSize } from "./range.ts";

export function capacity(pool: Pick<Pool, "ranges" | "avoidBuggyIPs">, family: IPFamily): bigint {
  return pool.ranges.filter((range) => range.family === family).reduce(
    (sum, range) => sum + rangeSize(range) - (pool.avoidBuggyIPs && family === "IPv4" ? buggyIn(range) : 0n),
    0n,
  );
}

function buggyIn({ first, last }: Range): bigint {
  return endingIn(0n, last) - endingIn(0n, first - 1n) + endingIn(255n, last) - endingIn(255n, first - 1n);
}

/** How many numbers from 0 to this one end in the octet. */
function endingIn(octet: bigint, upTo: bigint): bigint {
  return upTo < octet ? 0n : (upTo - octet) / 256n + 1n;
}
