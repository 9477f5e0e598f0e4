/**
 * The four kinds that configure BGP. The status of these objects shows only whether they are valid.
 *
 * @module
 */

import type { BFDProfile, BGPAdvertisement, BGPPeer, Community } from "../crds.ts";
import type { Observed } from "../observed.ts";

export type BGPObject = BGPPeer | BGPAdvertisement | BFDProfile | Community;

export type BGPLists = Pick<Observed, "bgpPeers" | "bgpAdvertisements" | "bfdProfiles" | "communities">;

export function bgpObjectsOf(
  { bgpPeers, bgpAdvertisements, bfdProfiles, communities }: BGPLists,
): readonly BGPObject[] {
  return [...bgpPeers, ...bgpAdvertisements, ...bfdProfiles, ...communities];
}

/** The given objects, as one list for each kind. */
export function bgpListsOf(objects: readonly BGPObject[]): BGPLists {
  return {
    bgpPeers: objects.filter((each) => each.kind === "BGPPeer"),
    bgpAdvertisements: objects.filter((each) => each.kind === "BGPAdvertisement"),
    bfdProfiles: objects.filter((each) => each.kind === "BFDProfile"),
    communities: objects.filter((each) => each.kind === "Community"),
  };
}
