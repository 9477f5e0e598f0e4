/**
 * Messages about nodes whose announcers do not receive each other's heartbeats.
 *
 * @module
 */

import type { KeyRift } from "../heartbeat/key_rifts.ts";

export function keyRiftMessage({ node, others }: KeyRift): string {
  return `the announcer of node ${node} and those of ${named(others)} do not hear each other: ` +
    "their heartbeats are signed with different keys";
}

export const shareKeyStep =
  "give this node the heartbeat key of the others; restart a Pod that was started with an older Secret";

/** For live announcers: each of them renews its Lease. */
export function unheardMessage(node: string, others: readonly string[]): string {
  return `the announcer of node ${node} does not hear the heartbeats of ${named(others)}, although ${
    others.length === 1 ? "it renews its Lease" : "they renew their Leases"
  }: a firewall or a switch may drop UDP port 7474 between them, or a node may be overloaded; no address moves meanwhile`;
}

export const openHeartbeatPortStep =
  "let UDP port 7474 pass between the nodes, on the network where the addresses are announced";

const mostNamed = 3;

function named(nodes: readonly string[]): string {
  const more = nodes.length - mostNamed;
  return nodes.slice(0, mostNamed).join(", ") + (more > 0 ? ` and ${more} more` : "");
}
