/**
 * What FRR is told about one BGP peer. Statements come in the order in which FRR writes them.
 *
 * @module
 */

import { type BGPNeighbor, isInternal, placeOf } from "./bgp_neighbor.ts";
import { passwordPlace } from "./bgp_password.ts";
import { profileName } from "./frr_bfd.ts";
import type { Statement } from "./frr_statement.ts";
import type { IPFamily } from "../kubernetes.ts";

export function neighborStatements(peer: BGPNeighbor): readonly Statement[] {
  const { at, remote, localASN, port, timers, connectSeconds, source, bfdProfile } = peer;
  const lines = [
    "address" in at ? `remote-as ${remote}` : `interface remote-as ${remote}`,
    localASN !== undefined && `local-as ${localASN} no-prepend replace-as`,
    bfdProfile !== undefined && "bfd",
    bfdProfile !== undefined && `bfd profile ${profileName(bfdProfile)}`,
    peer.authentication !== undefined && `password ${passwordPlace(peer.name)}`,
    port !== 179 && `port ${port}`,
    peer.hops > 1 && `ebgp-multihop ${peer.hops}`,
    needsNoConnectedCheck(peer) && "disable-connected-check",
    source !== undefined && `update-source ${source.text}`,
    timers !== undefined && `timers ${timers.keepalive} ${timers.hold}`,
    connectSeconds !== undefined && `timers connect ${connectSeconds}`,
    // By default FRR tells of a long-lived one (RFC 9494), for which BIRD keeps the routes of a dead bgpd two minutes.
    peer.gracefulRestart ? "graceful-restart" : "graceful-restart-disable",
  ];
  const neighbor = placeOf(peer);
  return lines.filter((line) => line !== false).map((line) => ({ line: `neighbor ${neighbor} ${line}` }));
}

/** What it is told of this family; empty: nothing is announced to it. */
export function familyStatements(peer: BGPNeighbor, family: IPFamily): readonly Statement[] {
  if (!peer.families.includes(family)) return [];
  const neighbor = placeOf(peer);
  return [
    { line: `neighbor ${neighbor} activate` },
    { line: `neighbor ${neighbor} route-map ${nothingIn} in` },
    { line: `neighbor ${neighbor} route-map ${outOf(peer)} out` },
  ];
}

/** The route map that accepts nothing. */
export const nothingIn = "nothing-in";

/** The route map of what a peer is told. */
export function outOf({ name }: BGPNeighbor): string {
  return `${name}-out`;
}

/** An IPv6 router may be on the link without an address of a network that the node has. */
function needsNoConnectedCheck(peer: BGPNeighbor): boolean {
  return "address" in peer.at && peer.at.address.family === "IPv6" && !isInternal(peer) && peer.hops === 1;
}
