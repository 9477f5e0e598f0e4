/**
 * Which BGPAdvertisements put an address on the network, and from where they may: `spec.bgp` of a VirtualIP.
 *
 * @module
 */

import type { BGPAnnouncing } from "./bgp_advertisement.ts";
import type { VirtualIPSpec } from "../crds.ts";
import type { Labels, ObjectKey, Service } from "../kubernetes.ts";
import { selectsPool } from "../election/l2_advertisement.ts";
import { matchesAny } from "../selector.ts";

/** An address in use. */
export interface AddressInUse {
  /** Undefined: the address lies in none. */
  readonly pool: { readonly name: string; readonly labels: Labels } | undefined;
  /** The Services that have it. */
  readonly claimants: readonly { readonly key: ObjectKey; readonly service: Service }[];
}

export interface BGPContext {
  /** The valid ones, ordered by name. */
  readonly advertisements: readonly BGPAnnouncing[];
  /** Where a Service can be served: on these nodes, sorted; "anywhere": on every one; "nowhere": no endpoint is ready. */
  readonly servedOn: (service: ObjectKey) => readonly string[] | "anywhere" | "nowhere";
}

/**
 * The advertisements that are for the pool and select one of the Services. With `externalTrafficPolicy: Local` only nodes
 * announce that serve one of the Services that the advertisement selects; a Service that nobody serves is not announced.
 */
export function bgpOf(
  { pool, claimants }: AddressInUse,
  { advertisements, servedOn }: BGPContext,
): VirtualIPSpec["bgp"] {
  if (pool === undefined) return undefined;
  const chosen = advertisements.filter((each) => selectsPool(each, pool)).flatMap(({ name, serviceSelectors }) => {
    const selected = claimants.filter(({ service }) => matchesAny(serviceSelectors, service.metadata.labels));
    const nodes = nodesFor(selected, servedOn);
    if (nodes === "anywhere") return [{ name }];
    return nodes.length === 0 ? [] : [{ name, nodes }];
  });
  return chosen.length === 0 ? undefined : { advertisements: chosen };
}

function nodesFor(
  claimants: AddressInUse["claimants"],
  servedOn: BGPContext["servedOn"],
): readonly string[] | "anywhere" {
  const nodes = new Set<string>();
  for (const { key, service } of claimants) {
    const served = servedOn(key);
    if (served === "nowhere") continue;
    if (served === "anywhere" || service.spec.externalTrafficPolicy !== "Local") return "anywhere";
    for (const node of served) nodes.add(node);
  }
  return [...nodes].sort();
}
