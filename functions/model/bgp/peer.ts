/**
 * BGPPeers in the form that `route` uses: read once, checked, and compared with each other.
 *
 * @module
 */

import type { BFDTiming } from "./bfd_profile.ts";
import { conflictFlaws } from "./peer_conflicts.ts";
import { ownAddressFlaws } from "./peer_nodes.ts";
import { defaultVRF, peerFlaws } from "./peer_flaws.ts";
import { type BGPNeighbor, isInternal } from "./neighbor.ts";
import { timersOf } from "./timers.ts";
import { parseAddress } from "../addresses/address.ts";
import type { BGPPeer } from "../crds.ts";
import { parseDuration } from "../duration.ts";
import type { Flaw, Reading } from "../fault.ts";
import type { Node } from "../kubernetes.ts";
import { readByAge } from "../read_by_age.ts";

/** The objects against which peers are checked. */
export interface PeerSurroundings {
  /** The namespace of peers; a peer in another namespace has a fault, and is not valid. */
  readonly namespace: string;
  /** The valid profiles. */
  readonly bfdProfiles: readonly BFDTiming[];
  /**
   * The nodes of the cluster. Two peers can contradict each other only if both select one of these nodes. Empty: the
   * nodes are not known, and every two peers may contradict each other.
   */
  readonly nodes: readonly Node[];
}

/**
 * The valid peers, sorted by name, and the faults of all. If two peers contradict each other, the newer one is not
 * valid.
 */
export function readBGPPeers(objects: readonly BGPPeer[], surroundings: PeerSurroundings): Reading<BGPNeighbor> {
  const read = (object: BGPPeer): BGPNeighbor => neighborOf(object, surroundings);
  return readByAge(objects, {
    flawsOf(object, older): readonly Flaw[] {
      const own = [...peerFlaws(object, surroundings), ...ownAddressFlaws(object, surroundings.nodes)];
      if (own.some((flaw) => flaw.severity === "error")) return own;
      return [...own, ...conflictFlaws(read(object), older, surroundings.nodes)];
    },
    read,
  });
}

/** Reads an object that has no errors. */
function neighborOf({ metadata: { name }, spec }: BGPPeer, { bfdProfiles }: PeerSurroundings): BGPNeighbor {
  const address = parseAddress(spec?.peerAddress);
  const source = parseAddress(spec?.sourceAddress);
  const timers = timersOf({ holdTime: spec?.holdTime, keepaliveTime: spec?.keepaliveTime });
  const connect = parseDuration(spec?.connectTime);
  const myASN = spec?.myASN ?? 0;
  const remote = spec?.peerASN || (spec?.dynamicASN ?? "external");
  const internal = isInternal({ remote, myASN });
  const localASN = spec && shownASN(spec, internal);
  return {
    name,
    myASN,
    remote,
    at: address === undefined ? { interface: spec?.interface ?? "" } : { address },
    port: spec?.peerPort ?? 179,
    nodeSelectors: spec?.nodeSelectors ?? [],
    gracefulRestart: spec?.enableGracefulRestart ?? false,
    hops: spec?.ebgpMultiHop && !internal
      ? hopsFor(bfdProfiles.find((profile) => profile.name === spec.bfdProfile))
      : 1,
    families: address === undefined || spec?.dualStackAddressFamily ? ["IPv4", "IPv6"] : [address.family],
    ...(localASN !== undefined && { localASN }),
    ...(source !== undefined && { source }),
    ...(timers !== undefined && { timers }),
    connectSeconds: connect === undefined ? defaultConnectSeconds : connect / 1000,
    ...(spec?.routerID && { routerID: spec.routerID }),
    ...(spec?.password && { authentication: { password: spec.password } }),
    ...(spec?.passwordSecret?.name && { authentication: { secret: spec.passwordSecret.name } }),
    ...(spec?.bfdProfile && { bfdProfile: spec.bfdProfile }),
    ...(spec?.vrf && spec.vrf !== defaultVRF && { vrf: spec.vrf }),
  };
}

/**
 * Seconds between two attempts to connect. With FRR's default of 120 s, a router that comes back could be without
 * routes for two minutes.
 */
const defaultConnectSeconds = 10;

/**
 * The AS number that the router sees; undefined: `myASN`. Also undefined if FRR would refuse `localASN` for this
 * router.
 */
function shownASN({ localASN, myASN, peerASN }: NonNullable<BGPPeer["spec"]>, internal: boolean): number | undefined {
  return !localASN || internal || localASN === myASN || localASN === peerASN ? undefined : localASN;
}

/**
 * The number of hops for a peer with this profile. FRR derives the lowest accepted TTL of BFD packets from the number
 * of hops and ignores the profile's value.
 */
function hopsFor(profile: BFDTiming | undefined): number {
  return 256 - (profile?.minimumTtl ?? 1);
}
