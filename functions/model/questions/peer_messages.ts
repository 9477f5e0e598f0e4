/**
 * The messages of an answer about a BGPPeer.
 *
 * @module
 */

import { counted } from "../counted.ts";
import { nodeList } from "../election/announcement_messages.ts";
import type { Fault } from "../fault.ts";

export function noSuchPeer(name: string): string {
  return `there is no BGPPeer ${name}`;
}

export const peerInvalid = "no node has a session with it, since it has an error";

export const peerUnused = "no node has a session with it, since it selects no node that speaks BGP";

export const peerSelectsNone = "no node has a session with it, since its spec.nodeSelectors select no node";

export const peerUnknown = "whether its sessions are up is not known: there is no announcer's Lease among the files";

export function peerElsewhere(home: string): string {
  return `it has no effect, since BGPPeers are read from namespace ${home} only`;
}

export function sessionsUp(router: string, up: number, all: number): string {
  return `${up} of ${counted(all, "session")} with router ${router} ${up === 1 ? "is" : "are"} up`;
}

export function repairPeer(name: string, { field, message }: Fault): string {
  return `repair BGPPeer ${name}: ${field}: ${message}`;
}

export function selectNodes(name: string): string {
  return `change spec.nodeSelectors of BGPPeer ${name}`;
}

export function selectSpeakers(name: string): string {
  return `change spec.nodeSelectors of BGPPeer ${name}, or install with BGP: deploy --bgp, or speaker.frr.enabled with Helm`;
}

export function checkRouter(router: string, nodes: readonly string[]): string {
  return `check that router ${router} accepts a session with ${
    nodeList(nodes)
  }: address, AS numbers, password and port`;
}
