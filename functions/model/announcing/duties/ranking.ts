/**
 * The ranking of the nodes of an address: the holder first, then the others by the plan.
 *
 * @module
 */

import type { VirtualIP } from "../../crds.ts";

/** The claim of one node to the address. */
export interface Claim {
  readonly node: string;
  readonly revision: number;
  /**
   * True if the node claims the address now. False if the claim is from before the node fell silent or stopped: the
   * node may have lost the address since.
   */
  readonly certain: boolean;
}

/**
 * The node that holds the address, under the plan's revision or under a later revision that has not arrived at this
 * node yet; undefined if no node holds it.
 *
 * Certain claims count before uncertain ones. Then a later revision counts before an earlier one, and then the plan's
 * order decides. The status counts last. If the plan does not name a node, the node's claim counts only if it is
 * certain and of a later revision: then that node knows a later plan.
 */
export function holderOf(virtualIP: VirtualIP, claims: readonly Claim[]): string | undefined {
  const { l2 } = virtualIP.spec;
  if (l2 === undefined) return undefined;
  const order = l2.order.map((entry) => entry.node);
  const valid = claims.filter(({ node, revision, certain }) =>
    order.includes(node) ? revision >= l2.revision : revision > l2.revision && certain
  );
  const certain = valid.filter((claim) => claim.certain);
  const counting = certain.length > 0 ? certain : valid;
  const latest = Math.max(...counting.map((claim) => claim.revision));
  const claimants = counting.filter((claim) => claim.revision === latest).map(({ node }) => node);
  const claimed = order.find((node) => claimants.includes(node)) ?? claimants.toSorted()[0];
  if (claimed !== undefined) return claimed;
  const reported = reportedHolder(virtualIP);
  return reported !== undefined && order.includes(reported) ? reported : undefined;
}

/** True if the plan names the node for the address. */
export function isInOrder({ spec: { l2 } }: VirtualIP, node: string): boolean {
  return l2?.order.some((entry) => entry.node === node) ?? false;
}

/**
 * The holder, then the other nodes in the plan's order. The holder is first, so that a dead node that returns does not
 * undo the failover.
 */
export function ranking(virtualIP: VirtualIP, holder: string | undefined): readonly string[] {
  const order = virtualIP.spec.l2?.order.map((entry) => entry.node) ?? [];
  return holder === undefined ? order : [holder, ...order.filter((node) => node !== holder)];
}

/** The holder by the status; undefined if the status is of another revision than the plan. */
function reportedHolder({ spec, status }: VirtualIP): string | undefined {
  return status?.revision === spec.l2?.revision ? status?.node : undefined;
}
