/**
 * Decides for each address the pool that it is from, the advertisements that apply, and the nodes that may announce it.
 *
 * @module
 */

import { familyOf, parseAddress } from "../addresses/address.ts";
import { type BGPCandidacies, bgpCandidaciesOf } from "./bgp_candidacies.ts";
import type { Home } from "./home_nodes.ts";
import { ableToServe, atHome, candidacyOf, servedLocally } from "./candidacy.ts";
import type { Claimant } from "./address_use.ts";
import type { Candidacy } from "./election.ts";
import { failingProxiesLast } from "./failing_proxies.ts";
import { selectsPool } from "../advertisements/l2_advertisement.ts";
import { misplacedFor } from "../advertisements/misplaced_advertisements.ts";
import type { Misplaced } from "../pools/misplaced.ts";
import type { IPAddressPool } from "../crds.ts";
import type { IPFamily } from "../kubernetes.ts";
import type { Observed } from "../observed.ts";
import type { Configuration } from "../configuration/configuration.ts";
import { countsIn } from "../pools/namespace_flaws.ts";
import type { Pool } from "../pools/pool.ts";
import { RangeIndex } from "../addresses/range_index.ts";
import { type Reach, reachOf } from "./reach.ts";
import { remembering } from "../remembering.ts";
import { matchesAny } from "../selector.ts";
import { readStandings, type Standings } from "./standings.ts";

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

export interface Candidacies {
  /** The pool of an address; undefined: the address is in no pool. */
  poolOf(address: string, claimants: readonly Claimant[], before: string | undefined): string | undefined;
  /**
   * The candidacy for the Services on an address. Addresses with the same nodes and advertisements share the object.
   *
   * @param claimants empty: the candidacy for any Service
   * @param address absent: any address of the pool, in any subnet
   */
  candidacyFor(pool: string | undefined, claimants: readonly Claimant[], address?: string): Candidacy;
  /** Like `candidacyFor`, but for BGP. */
  readonly bgpFor: BGPCandidacies["candidacyFor"];
  readonly bgpOfPool: BGPCandidacies["candidacyOfPool"];
  /** True if an advertisement is for the pool, even if it selects only some Services. */
  isAdvertised(pool: string): boolean;
  /** The advertisements in the wrong namespace that would be for the pool. */
  misplacedFor(pool: string): readonly Misplaced[];
}

export function candidaciesOf(
  observed: ElectionInput,
  configuration: Configuration,
  { nodes: nodeStandings, homeOf }: Standings = readStandings(observed),
): Candidacies {
  const reaches = reachesByPool(observed, configuration);
  const bgp = bgpCandidaciesOf(observed, configuration, nodeStandings);
  const candidacyOfReaches = remembering(
    (chosen: readonly Reach[]) => chosen,
    remembering(
      (chosen: readonly Reach[]) => chosen.map((reach) => reach.advertisement.name).join(),
      (chosen) => candidacyOf(chosen, nodeStandings),
    ),
  );
  const lost = new Map(
    nodeStandings.flatMap(({ name, announcer }) =>
      announcer?.lost === undefined ? [] : [[name, announcer.lost] as const]
    ),
  );
  const candidacyAble = remembering(
    ({ selected, family }: { selected: Candidacy; family: IPFamily }) => `${selected.advertisements.join()} ${family}`,
    ({ selected, family }) => ableToServe(selected, family, lost),
  );
  const candidacyAtHome = remembering(
    ({ everywhere, home }: { everywhere: Candidacy; home: Home }) =>
      `${everywhere.advertisements.join()} ${home.subnet}`,
    ({ everywhere, home }) => atHome(everywhere, home),
  );
  const candidacyServed = remembering(
    ({ everywhere, serving }: { everywhere: Candidacy; serving: readonly (readonly string[])[] }) =>
      [
        everywhere.advertisements.join(),
        everywhere.lost ?? "",
        everywhere.subnet ?? "",
        ...serving.map((nodes) => nodes.join()),
      ].join(" "),
    ({ everywhere, serving }) => servedLocally(everywhere, serving),
  );
  const candidacyWithProxies = remembering((candidacy: Candidacy) => candidacy, failingProxiesLast);
  return {
    poolOf: poolFinder(observed, configuration),
    bgpFor: bgp.candidacyFor,
    bgpOfPool: bgp.candidacyOfPool,
    isAdvertised: (pool) => (reaches.get(pool)?.length ?? 0) > 0 || bgp.isAdvertised(pool),
    misplacedFor: (pool) => misplacedFor(pool, observed),
    candidacyFor(pool, claimants, address): Candidacy {
      const named = candidacyOfReaches(selecting(reaches.get(pool ?? "") ?? nowhere, claimants));
      const family = lost.size === 0 ? undefined : familyOf(address);
      const selected = family === undefined ? named : candidacyAble({ selected: named, family });
      const home = address === undefined ? undefined : homeOf(address);
      const everywhere = home === undefined ? selected : candidacyAtHome({ everywhere: selected, home });
      if (!claimants.some(isLocal)) return candidacyWithProxies(everywhere);
      const serving = claimants.flatMap(({ isServed, servedOn }) =>
        isServed && servedOn !== undefined ? [servedOn] : []
      );
      return candidacyWithProxies(serving.length === 0 ? everywhere : candidacyServed({ everywhere, serving }));
    },
  };
}

const nowhere: readonly Reach[] = [];

function isLocal({ servedOn }: Claimant): boolean {
  return servedOn !== undefined;
}

/**
 * The advertisements that select at least one of the Services on an address. An address is announced for all its
 * Services or for none. So it is also announced for the Services that are not selected: otherwise the selected Service
 * could not be reached. Without Services, the result is all advertisements of the pool.
 */
function selecting(reaches: readonly Reach[], claimants: readonly Claimant[]): readonly Reach[] {
  if (claimants.length === 0 || reaches.every(({ advertisement }) => advertisement.serviceSelectors.length === 0)) {
    return reaches;
  }
  return reaches.filter(({ advertisement }) =>
    claimants.some(({ service }) => matchesAny(advertisement.serviceSelectors, service.metadata.labels))
  );
}

/**
 * By pool: its advertisements and their nodes. Pools with an error are included, since their Services keep their
 * addresses.
 */
function reachesByPool(
  observed: ElectionInput,
  { l2Advertisements: { valid } }: Configuration,
): ReadonlyMap<string, readonly Reach[]> {
  const reaches = valid.map((advertisement) => reachOf(advertisement, observed.nodes));
  return new Map(
    ownPools(observed).map(({ metadata: { name, labels } }) => {
      const selected = reaches.filter(({ advertisement }) =>
        selectsPool(advertisement, { name, labels: labels ?? {} })
      );
      return [name, selected];
    }),
  );
}

/** The pools in the namespace from which pools are read. */
function ownPools({ pools, settings: { namespace } }: ElectionInput): readonly IPAddressPool[] {
  return pools.filter((pool) => countsIn(namespace, pool));
}

/**
 * The pool of an address, from the first of these sources: the annotation of its first Service; the pool that contains
 * the address; the pool in its VirtualIP.
 */
function poolFinder(observed: ElectionInput, { pools }: Configuration): Candidacies["poolOf"] {
  const names = new Set(ownPools(observed).map((pool) => pool.metadata.name));
  const known = (name: string | undefined): name is string => name !== undefined && names.has(name);
  let index: RangeIndex<string> | undefined;
  return (text, claimants, before) => {
    const told = claimants[0]?.pool;
    if (known(told)) return told;
    index ??= indexOf(pools.valid);
    const address = parseAddress(text);
    return (address && index.ownerOf(address)) ?? (known(before) ? before : undefined);
  };
}

function indexOf(pools: readonly Pool[]): RangeIndex<string> {
  const index = new RangeIndex<string>();
  for (const pool of pools) for (const range of pool.ranges) index.add(range, pool.name);
  return index;
}
