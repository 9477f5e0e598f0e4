/**
 * All that is configured for BGP, read and checked as a whole.
 *
 * @module
 */

import { type BFDTiming, readBFDProfiles } from "./bfd_profile.ts";
import type { BGPAnnouncing } from "./bgp_advertisement.ts";
import { checkBGPAdvertisements } from "./bgp_advertisement_conflicts.ts";
import { communityValues, readCommunities } from "./bgp_community.ts";
import type { BGPNeighbor } from "./bgp_neighbor.ts";
import { readBGPPeers } from "./bgp_peer.ts";
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

/** What may be used of it, each ordered by name, and what is wrong with the rest. */
export interface BGPConfiguration {
  readonly peers: readonly BGPNeighbor[];
  readonly advertisements: readonly BGPAnnouncing[];
  readonly bfdProfiles: readonly BFDTiming[];
  readonly faults: readonly Fault[];
}

/** @param context.pools the valid ones */
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
