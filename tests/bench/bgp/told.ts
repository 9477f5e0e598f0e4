/**
 * What FRR has been told, and what that did to sessions.
 *
 * @module
 */

import { isRecord } from "../../../functions/model/shape.ts";
import type { LabFrr } from "../../../runtime/lab/bgp/lab_frr.ts";

/** How often a node has told its bgpd anything. */
export function reloads(log: string): number {
  return log.split("\n").filter((line) => line.includes("bgpd took")).length;
}

/** How often the router has opened a session with each node. */
export async function opens(router: LabFrr): Promise<readonly number[]> {
  const summary: unknown = JSON.parse(await router.vtysh("bgpd", ["show bgp ipv4 unicast summary json"]));
  const peers = isRecord(summary) && isRecord(summary["peers"]) ? Object.entries(summary["peers"]).sort() : [];
  return peers.map(([, peer]) => isRecord(peer) ? Number(peer["connectionsEstablished"]) : 0);
}
