/**
 * Counts how often FRR was configured and how often its sessions opened, to see whether configuration resets sessions.
 *
 * @module
 */

import { isRecord } from "../../../functions/model/shape.ts";
import type { LabFrr } from "../../../runtime/lab/bgp/lab_frr.ts";

/** The number of times that a node has configured its bgpd, from the node's log. */
export function reloads(log: string): number {
  return log.split("\n").filter((line) => line.includes("bgpd accepted")).length;
}

/** How often the router's session with each node was established. The nodes are sorted by address, as text. */
export async function opens(router: LabFrr): Promise<readonly number[]> {
  const summary: unknown = JSON.parse(await router.vtysh("bgpd", ["show bgp ipv4 unicast summary json"]));
  const peers = isRecord(summary) && isRecord(summary["peers"]) ? Object.entries(summary["peers"]).sort() : [];
  return peers.map(([, peer]) => isRecord(peer) ? Number(peer["connectionsEstablished"]) : 0);
}
