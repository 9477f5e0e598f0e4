/**
 * Pools that contain the network address or the broadcast address of one of the nodes' networks (RFC 919 section 7, RFC
 * 1122 section 3.2.1.3). No host can be reached at such an address.
 *
 * @module
 */

import { addressOf } from "../addresses/address.ts";
import { contains, parseRange, type Range } from "../addresses/range.ts";
import { readLinks } from "../announcing/status/announcer_lease.ts";
import type { IPAddressPool } from "../crds.ts";
import { type Flaw, warning } from "../fault.ts";
import type { Lease } from "../kubernetes.ts";
import { annotationLinks } from "../names.ts";
import { nodeOfLease } from "../node_names.ts";
import { isUsable, type Pool } from "../pools/pool.ts";
import { entryField } from "../pools/pool_entries.ts";
import { networkEdge } from "./manifest_messages.ts";

export interface NodeNetwork {
  readonly node: string;
  /** An IPv4 range with at least two addresses between its edges. */
  readonly range: Range;
  /** E.g. `192.168.1.0/24`. */
  readonly text: string;
}

/**
 * The IPv4 networks in the announcers' Leases, without duplicates. A /31 or /32 is left out: it has no network address
 * and no broadcast address (RFC 3021).
 */
export function networksOf(leases: readonly Lease[]): readonly NodeNetwork[] {
  const networks = new Map<string, NodeNetwork>();
  for (const lease of leases) {
    for (const { addresses } of readLinks(lease.metadata.annotations?.[annotationLinks]) ?? []) {
      for (const cidr of addresses) {
        const range = parseRange(cidr);
        const length = Number(cidr.split("/")[1]);
        if (typeof range === "string" || range.family !== "IPv4" || length > 30) continue;
        const text = `${addressOf("IPv4", range.first).text}/${length}`;
        if (!networks.has(text)) networks.set(text, { node: nodeOfLease(lease) ?? "", range, text });
      }
    }
  }
  return [...networks.values()];
}

export function networkEdgeFlaws(
  object: IPAddressPool,
  pool: Pool,
  networks: readonly NodeNetwork[],
): readonly Flaw[] {
  return networks.flatMap(({ node, range: { first, last }, text }) =>
    ([["network", first], ["broadcast", last]] as const).flatMap(([edge, value]) => {
      const address = addressOf("IPv4", value);
      if (!pool.ranges.some((range) => contains(range, address)) || !isUsable(pool, address)) return [];
      const field = entryField(object, (range) => contains(range, address));
      return [warning(field, "SpecialAddresses", networkEdge(address.text, edge, text, node))];
    })
  );
}
