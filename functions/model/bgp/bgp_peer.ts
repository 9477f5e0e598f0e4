/**
 * BGPPeers, as `route` uses them: read once, checked, and compared with each other.
 *
 * @module
 */

import type { BFDTiming } from "./bfd_profile.ts";
import { conflictFlaws } from "./bgp_peer_conflicts.ts";
import { peerFlaws } from "./bgp_peer_flaws.ts";
import type { BGPNeighbor } from "./bgp_neighbor.ts";
import { timersOf } from "./bgp_timers.ts";
import { parseAddress } from "../addresses/address.ts";
import type { BGPPeer } from "../crds.ts";
import { parseDuration } from "../duration.ts";
import type { Flaw, Reading } from "../fault.ts";
import type { Node } from "../kubernetes.ts";
import { readByAge } from "../election/read_by_age.ts";

/** What peers are checked against. */
export interface PeerSurroundings {
  /** Where peers live; one of another namespace is left out. */
  readonly namespace: string;
  /** The valid ones. */
  readonly bfdProfiles: readonly BFDTiming[];
  /** Peers contradict each other where they share one of these; with none at all, they are taken to share some. */
  readonly nodes: readonly Node[];
}

/** The peers that may be used, ordered by name, and what is wrong with the others. Of two that contradict, the older stands. */
export function readBGPPeers(objects: readonly BGPPeer[], surroundings: PeerSurroundings): Reading<BGPNeighbor> {
  const read = (object: BGPPeer): BGPNeighbor => neighborOf(object, surroundings);
  return readByAge(objects, {
    flawsOf(object, older): readonly Flaw[] {
      const own = peerFlaws(object, surroundings);
      if (own.some((flaw) => flaw.severity === "error")) return own;
      return [...own, ...conflictFlaws(read(object), older, surroundings.nodes)];
    },
    read,
  });
}

/** Of an object that has no errors. */
function neighborOf({ metadata: { name }, spec }: BGPPeer, { bfdProfiles }: PeerSurroundings): BGPNeighbor {
  const address = parseAddress(spec?.peerAddress);
  const source = parseAddress(spec?.sourceAddress);
  const timers = timersOf({ holdTime: spec?.holdTime, keepaliveTime: spec?.keepaliveTime });
  const connect = parseDuration(spec?.connectTime);
  return {
    name,
    myASN: spec?.myASN ?? 0,
    remote: spec?.peerASN || (spec?.dynamicASN ?? "external"),
    at: address === undefined ? { interface: spec?.interface ?? "" } : { address },
    port: spec?.peerPort ?? 179,
    nodeSelectors: spec?.nodeSelectors ?? [],
    gracefulRestart: spec?.enableGracefulRestart ?? false,
    hops: spec?.ebgpMultiHop ? hopsFor(bfdProfiles.find((profile) => profile.name === spec.bfdProfile)) : 1,
    families: address === undefined || spec?.dualStackAddressFamily ? ["IPv4", "IPv6"] : [address.family],
    ...(spec?.localASN && spec.localASN !== spec.myASN && { localASN: spec.localASN }),
    ...(source !== undefined && { source }),
    ...(timers !== undefined && { timers }),
    ...(connect !== undefined && { connectSeconds: connect / 1000 }),
    ...(spec?.routerID && { routerID: spec.routerID }),
    ...(spec?.password && { authentication: { password: spec.password } }),
    ...(spec?.passwordSecret?.name && { authentication: { secret: spec.passwordSecret.name } }),
    ...(spec?.bfdProfile && { bfdProfile: spec.bfdProfile }),
    ...(spec?.vrf && { vrf: spec.vrf }),
  };
}

/** FRR derives the lowest TTL at which it hears the router's BFD from this number, whatever the profile says. */
function hopsFor(profile: BFDTiming | undefined): number {
  return 256 - (profile?.minimumTtl ?? 1);
}
