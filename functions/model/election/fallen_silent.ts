/**
 * Nodes that are known to be silent although their Leases have not expired: other nodes have taken over addresses from
 * them.
 *
 * @module
 */

import { toInstant } from "../instant.ts";
import type { Instant } from "../kubernetes.ts";
import { nodeOfLease } from "../node_names.ts";
import type { Observed } from "../observed.ts";
import { readAnnouncers } from "./announcers.ts";

/**
 * By silent node: when it was last heard, by the clock of the node that took over its address. That node also recorded
 * the resourceVersion of the silent node's Lease. If the Lease has another resourceVersion now, the silent node lives
 * again. So the clock of the silent node is not needed. Leaves out a node whose Lease has expired: that node is
 * reported as gone.
 */
export function fallenSilent(
  { virtualIPs, leases, now, followedSince }: Pick<Observed, "virtualIPs" | "leases" | "now" | "followedSince">,
): ReadonlyMap<string, Instant> {
  const silent = new Map<string, Instant>();
  const taken = virtualIPs.filter(({ status }) => status?.takenFromLease !== undefined);
  if (taken.length === 0) return silent;
  const { byNode } = readAnnouncers(leases, now, followedSince);
  const versions = new Map(leases.map((lease) => [nodeOfLease(lease), lease.metadata.resourceVersion]));
  for (const { status } of taken) {
    const { takenFrom = "", takenFromLease, silentSince } = status ?? {};
    const since = toInstant(silentSince);
    const standing = byNode.get(takenFrom)?.standing;
    if (since === undefined || standing === undefined || standing === "gone") continue;
    if (versions.get(takenFrom) !== takenFromLease) continue;
    silent.set(takenFrom, Math.max(since, silent.get(takenFrom) ?? -Infinity));
  }
  return silent;
}
