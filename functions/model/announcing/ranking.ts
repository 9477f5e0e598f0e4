/**
 * In which order the nodes of an address stand in for one another.
 *
 * @module
 */

import type { VirtualIP } from "../crds.ts";

/** One node that says that it holds the address. */
export interface Claim {
  readonly node: string;
  readonly revision: number;
  /** It says so now; else it said so before its announcer fell silent or stopped, and may have lost the address since. */
  readonly certain: boolean;
}

/**
 * The node that holds the address under the plan's revision, or under a later one that has not come here yet. What is said now
 * counts before what is remembered, and a claim before the status. Of several that claim it, the first in the plan's order; a node
 * that is not in it counts only under a later revision, of whose plan it knows.
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

/** Does the plan name the node for the address? */
export function isInOrder({ spec: { l2 } }: VirtualIP, node: string): boolean {
  return l2?.order.some((entry) => entry.node === node) ?? false;
}

/** The plan's order, headed by the holder, so that a failover is not undone by the return of the dead node. */
export function ranking(virtualIP: VirtualIP, holder: string | undefined): readonly string[] {
  const order = virtualIP.spec.l2?.order.map((entry) => entry.node) ?? [];
  return holder === undefined ? order : [holder, ...order.filter((node) => node !== holder)];
}

/** The node that holds the address under the plan's revision, as the status says. */
function reportedHolder({ spec, status }: VirtualIP): string | undefined {
  return status?.revision === spec.l2?.revision ? status?.node : undefined;
}
