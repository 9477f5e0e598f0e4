/**
 * Which BGPAdvertisements put an address on the network, and from where they may: `spec.bgp` of a VirtualIP.
 *
 * @module
 */

import type { BGPAnnouncing } from "./bgp_advertisement.ts";
import type { VirtualIPSpec } from "../crds.ts";
import type { Claimant } from "../election/address_use.ts";
import { matchesAny } from "../selector.ts";

/** A Service on an address, with who can serve it. */
export type BGPClaimant = Pick<Claimant, "service" | "isServed" | "servedOn">;

/** With `externalTrafficPolicy: Local` only nodes announce that serve one of the Services that the advertisement selects. */
export interface BGPAnnouncement {
  /** Those that select one of the Services. */
  readonly advertisements: readonly BGPAnnouncing[];
  /** Of these, those by which the address is announced; undefined: nothing can serve. */
  readonly plan: VirtualIPSpec["bgp"];
}

/** @param advertisements those that are for the address's pool, ordered by name */
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
