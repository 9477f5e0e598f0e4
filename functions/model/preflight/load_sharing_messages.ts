/**
 * The messages about load sharing that has no effect.
 *
 * @module
 */

import { nodeList } from "../election/announcement_messages.ts";
import type { ObjectKey } from "../kubernetes.ts";
import { annotationLoadSharing } from "../names.ts";

/** @param service the Service to which both advertisements apply; undefined: both apply to all Services */
export function isNotShared(pool: string, other: string, service: ObjectKey | undefined): string {
  const what = service === undefined ? "the addresses of this pool are" : `the address of ${service} is`;
  return `L2Advertisement ${other} is for pool ${pool} too and does not have the annotation, so ${what} not shared; ` +
    `set ${annotationLoadSharing} on both or on neither`;
}

/** @param others why the other nodes may not announce */
export function oneNodeShares(node: string, pool: string, others: readonly string[]): string {
  return `Only node ${node} may announce addresses of pool ${pool}, so it serves all hosts` +
    (others.length === 0 ? "; there is no other node" : `; ${others.join("; ")}`);
}

export function isRouted(range: string): string {
  return `No node has a link in the subnet of ${range}, so hosts probably reach it through a router, and one node serves ` +
    "everything behind a router; take addresses of the nodes' subnet, or announce the pool by BGP";
}

export function oldAnnouncers(nodes: readonly string[], pool: string): string {
  return `The announcer on ${
    nodeList(nodes)
  } is of a release without load sharing, so one node serves all hosts of the ` +
    `addresses of pool ${pool}; update it`;
}
