/**
 * The whole configuration of BGP, read and checked.
 *
 * @module
 */

import { type BFDTiming, readBFDProfiles } from "./bfd_profile.ts";
import type { BGPAnnouncing } from "./advertisement.ts";
import { checkBGPAdvertisements } from "./advertisement_conflicts.ts";
import { communityValues, readCommunities } from "./community.ts";
import type { BGPNeighbor } from "./neighbor.ts";
import { readBGPPeers } from "./peer.ts";
import type { BFDProfile, BGPAdvertisement, BGPPeer, Community } from "../crds.ts";
import type { Fault } from "../fault.ts";
import type { Node } from "../kubernetes.ts";
import type { Pool } from "../pools/pool.ts";

export interface BGPObjects {
  readonly bgpPeers: readonly BGPPeer[];
  readonly bgpAdvertisements: readonly BGPAdvertisement[];
  readonly bfdProfiles: readonly BFDProfile[];
  readonly communities: readonly Community[];
}

/** The valid objects, each list sorted by name, and the faults of all. */
export interface BGPConfiguration {
  readonly peers: readonly BGPNeighbor[];
  readonly advertisements: readonly BGPAnnouncing[];
  readonly bfdProfiles: readonly BFDTiming[];
  readonly faults: readonly Fault[];
}

/** @param context.pools the valid pools */
export function readBGPConfiguration(
  { bgpPeers, bgpAdvertisements, bfdProfiles, communities }: BGPObjects,
  context: { readonly namespace: string; readonly nodes: readonly Node[]; readonly pools: readonly Pool[] },
): BGPConfiguration {
  const profiles = readBFDProfiles(bfdProfiles, context.namespace);
  const names = readCommunities(communities, context.namespace);
  const peers = readBGPPeers(bgpPeers, { ...context, bfdProfiles: profiles.valid });
  const advertisements = checkBGPAdvertisements(bgpAdvertisements, {
    ...context,
    communities: communityValues(names.valid),
    peers: new Set(peers.valid.map(({ name }) => name)),
  });
  return {
    peers: peers.valid,
    advertisements: advertisements.valid,
    bfdProfiles: profiles.valid,
    faults: [profiles, names, peers, advertisements].flatMap(({ faults }) => faults),
  };
}
