/**
 * In which order the nodes of an address stand in for one another.
 *
 * @module
 */

import type { VirtualIP } from "./crds.ts";

/** One node that says that it holds the address now. */
export interface Claim {
  readonly node: string;
  readonly revision: number;
}

/**
 * The plan's order, headed by the node that holds the address under the plan's revision, so that a failover is not undone by
 * the return of the dead node. Claims tell the holder; without one, the status does. Of several that claim it, the first in the
 * plan's order.
 *
 * @param claims of this node and of the peers that are not down
 */
export function ranking(virtualIP: VirtualIP, claims: readonly Claim[]): readonly string[] {
  const { l2 } = virtualIP.spec;
  if (l2 === undefined) return [];
  const order = l2.order.map((entry) => entry.node);
  const claimed = order.find((node) => claims.some((claim) => claim.node === node && claim.revision === l2.revision));
  const holder = claimed ?? reportedHolder(virtualIP);
  if (holder === undefined || !order.includes(holder)) return order;
  return [holder, ...order.filter((node) => node !== holder)];
}

/** The node that holds the address under the plan's revision, as the status says. */
export function reportedHolder(virtualIP: VirtualIP): string | undefined {
  return virtualIP.status?.revision === virtualIP.spec.l2?.revision ? virtualIP.status?.node : undefined;
}
