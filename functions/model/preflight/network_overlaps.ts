/**
 * Pools that take addresses which the cluster itself uses.
 *
 * @module
 */

import { parseAddress } from "../addresses/address.ts";
import { contains, overlaps, parseRange, type Range, rangeText } from "../addresses/range.ts";
import { type Flaw, warning } from "../fault.ts";
import type { Pool } from "../pools/pool.ts";
import { clusterAddressInPool, clusterRangeInPool } from "./preflight_messages.ts";
import type { ClusterRange, Surroundings } from "./surroundings.ts";

export function networkOverlaps({ ranges }: Pool, { ranges: used, clusterAddresses }: Surroundings): readonly Flaw[] {
  const overlapping = ranges.flatMap((range) => used.flatMap((each) => rangeFlaw(range, each)));
  return overlapping.length > 0 ? overlapping : ranges.flatMap((range) => addressFlaw(range, clusterAddresses));
}

function rangeFlaw(range: Range, { of, cidr }: ClusterRange): readonly Flaw[] {
  const other = parseRange(cidr);
  return typeof other === "string" || !overlaps(range, other)
    ? []
    : [warning("spec.addresses", "ClusterRangeInPool", clusterRangeInPool(rangeText(range), of, cidr))];
}

/** One is enough to say. */
function addressFlaw(range: Range, addresses: readonly string[]): readonly Flaw[] {
  const inside = addresses.find((text) => {
    const address = parseAddress(text);
    return address !== undefined && contains(range, address);
  });
  return inside === undefined
    ? []
    : [warning("spec.addresses", "ClusterRangeInPool", clusterAddressInPool(rangeText(range), inside))];
}
