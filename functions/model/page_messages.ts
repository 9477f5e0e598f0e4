/**
 * The messages that only the status page has: troubles of nodes and addresses, and why the page may be outdated. The
 * other messages of the page are those of the decisions.
 *
 * @module
 */

import { counted } from "./counted.ts";

/** Why the state on the page may be old. */
export const noLeaderMessage = "No controller is active, so nothing is decided now.";
export const readingMessage = "This controller is reading the cluster.";

/** @param cause why the last request to the API server failed */
export function unreachableMessage(cause: string): string {
  return `The API server does not answer: ${cause}`;
}

/** For a time in which the leader's Lease has not changed, although no request has failed. */
export const silentServerMessage = "The API server has sent nothing for a while.";

export function silentNodeMessage(node: string): string {
  return `Node ${node} has fallen silent, and other nodes have taken over its addresses. Check whether it is up: ` +
    `kubectl get node ${node}, then the log of its announcer.`;
}

export function goneAnnouncerMessage(node: string): string {
  return `The announcer of node ${node} has not renewed its Lease for 40 s. Other nodes have taken over its addresses if they may announce them. ` +
    `Look at the node and at the announcer's Pod there.`;
}

export function noAnnouncerMessage(node: string): string {
  return `No announcer reports from node ${node}: there is no Lease of one, although an L2Advertisement selects the node. ` +
    `Look at the announcer's Pod there.`;
}

export function unreadableLeaseMessage(node: string): string {
  return `It is unknown whether the announcer of node ${node} runs: spec.renewTime of its Lease cannot be read. ` +
    "arpeggio check shows its place.";
}

export function noStandbyMessage(owner: string): string {
  return `Node ${owner} alone may announce this address, so no other node takes it over if that node dies. ` +
    `arpeggio why ADDRESS shows why each other node may not.`;
}

/** @param silentMs how long no node answered, in milliseconds */
export function slowFailoverMessage(from: string, addresses: number, silentMs: number): string {
  return `${counted(addresses, "address")} of node ${from} had no answer for ${
    (silentMs / 1000).toFixed(1)
  } s before another node took over. ` +
    `A takeover takes less than a second: see ArpeggioFailoverSlow in docs/troubleshooting.md.`;
}
