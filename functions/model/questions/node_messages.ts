/**
 * The messages about nodes in an explanation. The reasons why a node may not announce are in
 * `election/announcement_messages.ts`.
 *
 * @module
 */

import { counted } from "../counted.ts";
import { toTimestamp } from "../instant.ts";
import type { Instant } from "../kubernetes.ts";

/** @param since when the node took the address, RFC 3339; undefined: not known */
export function announcesNow(since: string | undefined): string {
  return `holds it${
    since === undefined ? "" : ` since ${since}`
  }: an address stays on its node as long as that node may announce it`;
}

export const chosenNow = "it is already in the plan, and it may keep the address";

export function chosenForWeight(score: number): string {
  return `preferred by advertisements with a weight of ${score}`;
}

export function chosenAnew(candidates: number): string {
  return candidates === 1
    ? "the only node that may announce"
    : `of the ${candidates} nodes that may announce, it has the fewest addresses; a hash of node and address decides between equal nodes`;
}

/** @param rank the place among the standbys; the first is 1 */
export function standsBy(rank: number, score: number): string {
  const weight = score > 0 ? `, preferred with a weight of ${score}` : "";
  return rank === 1 ? `takes over first${weight}` : `number ${rank} in line${weight}`;
}

/** @param ranked the number of nodes in the order */
export function mayAnnounce(ranked: number): string {
  return ranked === 0 ? "may announce" : `may announce, after the ${counted(ranked, "node")} of the order`;
}

/** @param since when the first check of kube-proxy failed */
export function withoutProxy(since: Instant): string {
  return `its kube-proxy has not been healthy since ${toTimestamp(since)}`;
}

/** @param silent the peers with which the node has no session */
export function tellsPeers(sessions: readonly string[], silent: readonly string[]): string {
  return `has a session with ${sessions.join(", ")}${
    silent.length === 0 ? "" : `, and none with ${silent.join(", ")}`
  }`;
}

export function waitsForPeers(peers: readonly string[]): string {
  return `has no session yet with ${peers.join(", ")}`;
}

export const refusedByFRR = "cannot announce it: FRR refused a line; the announcer's log says why";
