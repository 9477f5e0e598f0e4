/**
 * For the Services on an address: which pool it is of, which advertisements count, and which nodes may announce it.
 *
 * @module
 */

import { parseAddress } from "../addresses/address.ts";
import { type Announcer, readAnnouncers } from "./announcers.ts";
import { type BGPElectorate, bgpElectorateOf } from "../bgp/bgp_electorate.ts";
import { candidacyOf, contender, servedLocally } from "./candidacy.ts";
import type { Claimant } from "./address_use.ts";
import type { Candidacy } from "./election.ts";
import type { Instant } from "../kubernetes.ts";
import { readL2Advertisements, selectsPool } from "./l2_advertisement.ts";
import type { Observed } from "../observed.ts";
import { readPools } from "../pools/pool.ts";
import { RangeIndex } from "../addresses/range_index.ts";
import { type Reach, reachOf } from "./reach.ts";
import { remembering } from "../remembering.ts";
import { matchesAny } from "../selector.ts";

export type ElectionInput = Pick<
  Observed,
  | "now"
  | "followedSince"
  | "settings"
  | "services"
  | "nodes"
  | "endpointSlices"
  | "leases"
  | "pools"
  | "l2Advertisements"
  | "bgpPeers"
  | "bgpAdvertisements"
  | "bfdProfiles"
  | "communities"
  | "virtualIPs"
>;

export interface Electorate {
  /** The pool that an address is of; undefined: of none. */
  poolOf(address: string, claimants: readonly Claimant[], before: string | undefined): string | undefined;
  /** Shared by all to which the same applies. */
  candidacyFor(pool: string | undefined, claimants: readonly Claimant[]): Candidacy;
  /** Shared likewise. */
  readonly bgpFor: BGPElectorate["candidacyFor"];
  /** Whether any advertisement is for the pool, whichever Services it selects. */
  isAdvertised(pool: string): boolean;
  /** When an announcer's standing changes by time alone. */
  readonly changesAt: Instant;
}

export function electorateOf(observed: ElectionInput): Electorate {
  const { contenders, changesAt } = contendersOf(observed);
  const reaches = reachesByPool(observed);
  const bgp = bgpElectorateOf(observed, contenders);
  const candidacyOfReaches = remembering(
    (chosen: readonly Reach[]) => chosen,
    remembering(
      (chosen: readonly Reach[]) => chosen.map((reach) => reach.advertisement.name).join(),
      (chosen) => candidacyOf(chosen, contenders),
    ),
  );
  const candidacyServed = remembering(
    ({ everywhere, serving }: { everywhere: Candidacy; serving: readonly (readonly string[])[] }) =>
      `${everywhere.advertisements.join()} ${serving.map((nodes) => nodes.join()).join(" ")}`,
    ({ everywhere, serving }) => servedLocally(everywhere, serving),
  );
  return {
    poolOf: poolFinder(observed),
    bgpFor: bgp.candidacyFor,
    isAdvertised: (pool) => (reaches.get(pool)?.length ?? 0) > 0 || bgp.isAdvertised(pool),
    changesAt,
    candidacyFor(pool, claimants): Candidacy {
      const everywhere = candidacyOfReaches(selecting(reaches.get(pool ?? "") ?? nowhere, claimants));
      if (!claimants.some(isLocal)) return everywhere;
      const serving = claimants.flatMap(({ servedOn = [] }) => servedOn.length === 0 ? [] : [servedOn]);
      return serving.length === 0 ? everywhere : candidacyServed({ everywhere, serving });
    },
  };
}

const nowhere: readonly Reach[] = [];

function isLocal({ servedOn }: Claimant): boolean {
  return servedOn !== undefined;
}

/**
 * The advertisements that select one of the Services on an address. One is enough: an address cannot be announced for some of its
 * Services alone, and to keep silent about all would punish the Service that is selected for the one that shares with it.
 */
function selecting(reaches: readonly Reach[], claimants: readonly Claimant[]): readonly Reach[] {
  if (reaches.every(({ advertisement }) => advertisement.serviceSelectors.length === 0)) return reaches;
  return reaches.filter(({ advertisement }) =>
    claimants.some(({ service }) => matchesAny(advertisement.serviceSelectors, service.metadata.labels))
  );
}

function contendersOf({ nodes, leases, now, followedSince, settings }: ElectionInput): {
  readonly contenders: readonly ReturnType<typeof contender>[];
  readonly changesAt: Instant;
} {
  const announcers = readAnnouncers(leases, now, followedSince);
  const assumed: Announcer | undefined = settings.assume === "live" && leases.length === 0
    ? { standing: "live" }
    : undefined;
  const contenders = nodes.map((node) =>
    contender(node, announcers.byNode.get(node.metadata.name) ?? assumed, settings)
  );
  return {
    contenders: contenders.sort((one, other) => one.name < other.name ? -1 : 1),
    changesAt: announcers.changesAt,
  };
}

/** Pools with an error count as well: their Services keep their addresses. */
function reachesByPool(
  { pools, l2Advertisements, nodes, settings }: ElectionInput,
): ReadonlyMap<string, readonly Reach[]> {
  const { valid } = readL2Advertisements(l2Advertisements, settings.namespace);
  const reaches = valid.map((advertisement) => reachOf(advertisement, nodes));
  return new Map(pools.map(({ metadata: { name, labels } }) => {
    const selected = reaches.filter(({ advertisement }) => selectsPool(advertisement, { name, labels: labels ?? {} }));
    return [name, selected];
  }));
}

/** The pool that the Services say they have the address from; else the one that it lies in; else the one that it was of. */
function poolFinder({ pools, settings }: ElectionInput): Electorate["poolOf"] {
  const names = new Set(pools.map((pool) => pool.metadata.name));
  const known = (name: string | undefined): name is string => name !== undefined && names.has(name);
  let index: RangeIndex<string> | undefined;
  return (text, claimants, before) => {
    const told = claimants[0]?.pool;
    if (known(told)) return told;
    index ??= indexOf(readPools(pools, settings.namespace).valid);
    const address = parseAddress(text);
    return (address && index.ownerOf(address)) ?? (known(before) ? before : undefined);
  };
}

function indexOf(pools: ReturnType<typeof readPools>["valid"]): RangeIndex<string> {
  const index = new RangeIndex<string>();
  for (const pool of pools) for (const range of pool.ranges) index.add(range, pool.name);
  return index;
}
