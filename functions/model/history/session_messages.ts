/**
 * Why the session of a node with a BGP peer has ended.
 *
 * @module
 */

export const peerDeleted = "the BGPPeer was deleted";

export const announcerAway = "the node's announcer has no valid Lease: the node or its announcer has failed";

export const announcerWithoutBGP = "the node's announcer does not speak BGP any more";

export const announcerRestarts = "the node's announcer has stopped or restarted";

export const frrAway = "FRR does not run or does not answer";

/** @param words the cause in FRR's words, e.g. `BFD down received` */
export function resetByFrr(words: string): string {
  return `FRR: ${words}`;
}
