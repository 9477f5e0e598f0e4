/**
 * Which BGPAdvertisements announce an address, and from which nodes: `spec.bgp` of a VirtualIP.
 *
 * @module
 */

import type { BGPAnnouncing } from "../bgp/advertisement.ts";
import type { VirtualIPSpec } from "../crds.ts";
import type { Claimant } from "./address_use.ts";
import { matchesAny } from "../selector.ts";

/** A Service on an address, with the nodes that can serve it. */
export type BGPClaimant = Pick<Claimant, "service" | "isServed" | "servedOn">;

/**
 * A node announces by an advertisement if the node can serve one of the Services that the advertisement selects. With
 * `externalTrafficPolicy: Local`, only nodes with an endpoint can serve the Service; otherwise every node can.
 */
export interface BGPAnnouncement {
  /** The advertisements that select one of the Services. */
  readonly advertisements: readonly BGPAnnouncing[];
  /** The plan for the announcers: only the advertisements by which a node can announce; undefined if there is none. */
  readonly plan: VirtualIPSpec["bgp"];
}

/** @param advertisements the advertisements of the address's pool, sorted by name */
export function bgpAnnouncement(
  claimants: readonly BGPClaimant[],
  advertisements: readonly BGPAnnouncing[],
): BGPAnnouncement {
  const chosen: BGPAnnouncing[] = [];
  const entries: { readonly name: string; readonly nodes?: readonly string[] }[] = [];
  for (const advertisement of advertisements) {
    const { name, serviceSelectors } = advertisement;
    const selected = claimants.filter(({ service }) => matchesAny(serviceSelectors, service.metadata.labels));
    if (selected.length > 0) chosen.push(advertisement);
    const nodes = nodesFor(selected);
    if (nodes === "anywhere") entries.push({ name });
    else if (nodes.length > 0) entries.push({ name, nodes });
  }
  return { advertisements: chosen, plan: entries.length === 0 ? undefined : { advertisements: entries } };
}

function nodesFor(claimants: readonly BGPClaimant[]): readonly string[] | "anywhere" {
  const nodes = new Set<string>();
  for (const { isServed, servedOn } of claimants) {
    if (!isServed) continue;
    if (servedOn === undefined) return "anywhere";
    for (const node of servedOn) nodes.add(node);
  }
  return [...nodes].sort();
}
