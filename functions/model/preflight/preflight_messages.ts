/**
 * The messages about a cluster in which clients would not reach some addresses.
 *
 * @module
 */

import { type Misplaced, moveText } from "../pools/misplaced.ts";
import type { Instant } from "../kubernetes.ts";
import { type Moment, momentText } from "../moment.ts";
import { labelExcludeFromLoadBalancers } from "../names.ts";

export const laxARP =
  "kube-proxy in IPVS mode puts every Service's address on every node, so every node answers ARP for it; set " +
  "ipvs.strictARP to true and restart kube-proxy";

export const nodeExcluded =
  `The node carries the label ${labelExcludeFromLoadBalancers}, and announces nothing; remove the label if it should announce`;

export function clusterRangeInPool(range: string, of: "Services" | "Pods", cidr: string): string {
  return `${range} overlaps with ${cidr}, from which ${of} get their cluster addresses; take it out`;
}

export function clusterAddressInPool(range: string, address: string): string {
  return `${range} contains ${address}, the cluster address of a Service; take it out`;
}

/** @param misplaced the advertisements in the wrong namespace that would be for the pool */
export function poolNotAdvertised(pool: string, misplaced: readonly Misplaced[]): string {
  if (misplaced.length > 0) {
    return `No L2Advertisement or BGPAdvertisement in the right namespace is for pool ${pool}, so no node announces its addresses; ${
      moveText(misplaced)
    }`;
  }
  return `No valid L2Advertisement or BGPAdvertisement is for pool ${pool}, so no node announces its addresses; add one that ` +
    "names it in spec.ipAddressPools";
}

/** @param unknown what cannot be known without this time, as words that follow "it is unknown" */
export function unreadableTime(time: unknown, unknown: string): string {
  const text = JSON.stringify(time);
  const shown = text.length > 60 ? `${text.slice(0, 60)}…` : text;
  return `The time ${shown} cannot be read, so it is unknown ${unknown}; an announcer writes a time like ` +
    "2026-11-23T10:00:00.000000Z";
}

export function renewedLater(renewedAt: Instant, observed: Moment): string {
  return `The Lease was renewed at ${new Date(renewedAt).toISOString()}, which is later than ${
    momentText(observed)
  }; ` +
    "the clock of its node, or of this machine, is wrong";
}

export function renewedLongAgo(renewedAt: Instant, observed: Moment): string {
  return `The Lease was last renewed at ${new Date(renewedAt).toISOString()}, more than a year before ` +
    `${momentText(observed)}; the clock of its node was wrong, or the node is gone: then delete the Lease`;
}
