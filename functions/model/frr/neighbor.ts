/**
 * FRR's configuration for one BGP peer. Statements come in the order in which FRR writes them.
 *
 * @module
 */

import { type BGPNeighbor, isInternal, placeOf } from "../bgp/neighbor.ts";
import { passwordPlace } from "./password.ts";
import { profileName } from "./bfd.ts";
import type { Statement } from "./statement.ts";
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
    `timers connect ${connectSeconds}`,
    // One of these two lines is always written. Without them, FRR offers long-lived graceful restart (RFC 9494), and
    // then BIRD would keep the routes of a dead bgpd for two minutes.
    peer.gracefulRestart ? "graceful-restart" : "graceful-restart-disable",
  ];
  const neighbor = placeOf(peer);
  return lines.filter((line) => line !== false).map((line) => ({ line: `neighbor ${neighbor} ${line}` }));
}

/** The statements for this family; empty if the peer gets no routes of this family. */
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

/** The name of the route map for a peer's outgoing routes. */
export function outOf({ name }: BGPNeighbor): string {
  return `${name}-out`;
}

/**
 * True for an external IPv6 router that is one hop away. The router is on the link, but may have no address in the
 * node's subnets. Then FRR's check of connected networks would refuse the router.
 */
function needsNoConnectedCheck(peer: BGPNeighbor): boolean {
  return "address" in peer.at && peer.at.address.family === "IPv6" && !isInternal(peer) && peer.hops === 1;
}
