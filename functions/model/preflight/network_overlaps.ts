/**
 * Pools with addresses that the cluster itself uses.
 *
 * @module
 */

import { parseAddress } from "../addresses/address.ts";
import { contains, overlaps, parseRange, type Range, rangeText } from "../addresses/range.ts";
import { type Flaw, warning } from "../fault.ts";
import type { Pool } from "../pools/pool.ts";
import { clusterAddressInPool, clusterRangeInPool } from "./preflight_messages.ts";
import type { ClusterRange, Surroundings } from "./surroundings.ts";

export function networkOverlaps({ ranges }: Pool, { ranges: used, services }: Surroundings): readonly Flaw[] {
  const overlapping = ranges.flatMap((range) => used.flatMap((each) => rangeFlaw(range, each)));
  return overlapping.length > 0
    ? overlapping
    : ranges.flatMap((range) => addressFlaw(range, services.flatMap(({ spec }) => spec?.clusterIPs ?? [])));
}

function rangeFlaw(range: Range, { of, cidr }: ClusterRange): readonly Flaw[] {
  const other = parseRange(cidr);
  return typeof other === "string" || !overlaps(range, other)
    ? []
    : [warning("spec.addresses", "ClusterRangeInPool", clusterRangeInPool(rangeText(range), of, cidr))];
}

/** A flaw for the first of the addresses that is in the range. */
function addressFlaw(range: Range, addresses: readonly string[]): readonly Flaw[] {
  const inside = addresses.find((text) => {
    const address = parseAddress(text);
    return address !== undefined && contains(range, address);
  });
  return inside === undefined
    ? []
    : [warning("spec.addresses", "ClusterRangeInPool", clusterAddressInPool(rangeText(range), inside))];
}
