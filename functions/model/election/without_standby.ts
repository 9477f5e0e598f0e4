/**
 * Addresses that only one node may announce on layer 2: no standby takes them over if that node dies.
 *
 * @module
 */

import type { VirtualIP } from "../crds.ts";
import type { Election } from "./election.ts";

/**
 * The elections of the addresses whose order has one node. Empty for a cluster of one node, which cannot have standbys.
 *
 * @param nodes the number of Node objects
 */
export function withoutStandby(
  { elections, virtualIPs }: { readonly elections: readonly Election[]; readonly virtualIPs: readonly VirtualIP[] },
  nodes: number,
): readonly Election[] {
  if (nodes < 2) return [];
  const alone = new Set(
    virtualIPs.filter(({ spec }) => spec.l2?.order.length === 1).map(({ metadata: { name } }) => name),
  );
  return elections.filter(({ name, owner }) => owner !== undefined && alone.has(name));
}
