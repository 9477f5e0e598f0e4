/**
 * Where a BGPAdvertisement contradicts the pools that it announces, or another advertisement of theirs.
 *
 * @module
 */

import { addressBits, addressOf } from "../addresses/address.ts";
import { type AdvertisementSurroundings, type BGPAnnouncing, readBGPAdvertisements } from "./bgp_advertisement.ts";
import type { BGPAdvertisement } from "../crds.ts";
import { error, type Fault, faultsOf, type Flaw, type Reading, warning } from "../fault.ts";
import type { IPFamily, Node } from "../kubernetes.ts";
import { selectsPool } from "../election/l2_advertisement.ts";
import { byAge } from "../order.ts";
import { hasFamily, type Pool } from "../pools/pool.ts";
import type { Range } from "../addresses/range.ts";
import { matchesAny } from "../selector.ts";

export interface AdvertisementContext extends AdvertisementSurroundings {
  /** The valid ones. */
  readonly pools: readonly Pool[];
  /** The names of the valid peers; absent: not looked at. */
  readonly peers?: ReadonlySet<string>;
  /** Advertisements contradict each other where they share one of these; with none at all, they are taken to share some. */
  readonly nodes: readonly Node[];
}

/** Judges them by themselves, against their pools and against each other: of two that contradict, the older stands. */
export function checkBGPAdvertisements(
  objects: readonly BGPAdvertisement[],
  context: AdvertisementContext,
): Reading<BGPAnnouncing> {
  const { valid, faults } = readBGPAdvertisements(objects, context);
  const byName = new Map(valid.map((each) => [each.name, each]));
  const stand: BGPAnnouncing[] = [];
  const more: Fault[] = [];
  for (const object of objects.toSorted(byAge)) {
    const announcing = byName.get(object.metadata.name);
    if (announcing === undefined || stand.includes(announcing)) continue;
    const flaws = [...poolFlaws(announcing, context.pools), ...peerFlaws(announcing, context.peers)];
    if (!hasError(flaws)) flaws.push(...stand.flatMap((other) => localPrefFlaws(announcing, other, context)));
    more.push(...faultsOf(object, flaws));
    if (!hasError(flaws)) stand.push(announcing);
  }
  return { valid: stand.toSorted((one, other) => one.name < other.name ? -1 : 1), faults: [...faults, ...more] };
}

function hasError(flaws: readonly Flaw[]): boolean {
  return flaws.some(({ severity }) => severity === "error");
}

/** A prefix shorter than what the pool lists would draw in the traffic of addresses that are not the pool's. */
function poolFlaws(announcing: BGPAnnouncing, pools: readonly Pool[]): Flaw[] {
  return pools.filter((pool) => selectsPool(announcing, pool)).flatMap((pool) =>
    pool.ranges.flatMap((range) => {
      const length = announcing.aggregation[range.family];
      const shortest = shortestPrefix(range);
      if (length >= shortest) return [];
      const first = addressOf(range.family, range.first).text;
      const message =
        `Pool ${pool.name} has from ${first} no whole /${length}, but at most a /${shortest}; write that or more`;
      return [error(`spec.aggregationLength${range.family === "IPv6" ? "V6" : ""}`, "InvalidAggregation", message)];
    })
  );
}

/** The length of the largest block that lies in the range. */
function shortestPrefix({ family, first, last }: Range): number {
  for (let bits = addressBits[family]; bits > 0; bits--) {
    const size = 1n << BigInt(bits);
    const start = (first + size - 1n) / size * size;
    if (start + size - 1n <= last) return addressBits[family] - bits;
  }
  return addressBits[family];
}

function peerFlaws({ peers }: BGPAnnouncing, known: ReadonlySet<string> | undefined): Flaw[] {
  return peers.flatMap((name, index) =>
    known === undefined || known.has(name) ? [] : [
      warning(
        `spec.peers[${index}]`,
        "UnknownPeer",
        `There is no valid BGPPeer ${name}; create it, or remove the name`,
      ),
    ]
  );
}

/** One prefix has one local preference for one peer. Advertisements that select Services are compared for each of these. */
function localPrefFlaws(
  one: BGPAnnouncing,
  other: BGPAnnouncing,
  { pools, nodes }: AdvertisementContext,
): readonly Flaw[] {
  if (one.localPref === other.localPref || one.serviceSelectors.length > 0 || other.serviceSelectors.length > 0) {
    return [];
  }
  if (arePeersApart(one, other) || areNodesApart(one, other, nodes)) return [];
  const pool = pools.find((each) =>
    selectsPool(one, each) && selectsPool(other, each) && sharePrefixes(one, other, each)
  );
  if (pool === undefined) return [];
  const message =
    `BGPAdvertisement ${other.name} announces the same prefixes of pool ${pool.name} to the same peers with ` +
    `localPref ${other.localPref}; make them equal, or give them other peers, nodes or aggregation lengths`;
  return [error("spec.localPref", "ConflictingLocalPref", message)];
}

function arePeersApart(one: BGPAnnouncing, other: BGPAnnouncing): boolean {
  return one.peers.length > 0 && other.peers.length > 0 && !one.peers.some((peer) => other.peers.includes(peer));
}

function areNodesApart(one: BGPAnnouncing, other: BGPAnnouncing, nodes: readonly Node[]): boolean {
  return nodes.length > 0 &&
    !nodes.some(({ metadata: { labels } }) =>
      matchesAny(one.nodeSelectors, labels) && matchesAny(other.nodeSelectors, labels)
    );
}

function sharePrefixes(one: BGPAnnouncing, other: BGPAnnouncing, pool: Pool): boolean {
  const families: readonly IPFamily[] = ["IPv4", "IPv6"];
  return families.some((family) => hasFamily(pool, family) && one.aggregation[family] === other.aggregation[family]);
}
