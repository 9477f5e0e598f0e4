/**
 * Contradictions between a BGPAdvertisement and its pools, or between two BGPAdvertisements of the same pools.
 *
 * @module
 */

import { addressBits, addressOf } from "../addresses/address.ts";
import { type AdvertisementSurroundings, type BGPAnnouncing, readBGPAdvertisements } from "./advertisement.ts";
import type { BGPAdvertisement } from "../crds.ts";
import { error, type Fault, faultsOf, type Flaw, type Reading, warning } from "../fault.ts";
import type { IPFamily, Node } from "../kubernetes.ts";
import { selectsPool } from "../advertisements/l2_advertisement.ts";
import { byAge, compare } from "../order.ts";
import { hasFamily, type Pool } from "../pools/pool.ts";
import type { Range } from "../addresses/range.ts";
import { matchesAny } from "../selector.ts";

export interface AdvertisementContext extends AdvertisementSurroundings {
  /** The valid pools. */
  readonly pools: readonly Pool[];
  /** The names of the valid peers; absent: peers are not checked. */
  readonly peers?: ReadonlySet<string>;
  /**
   * The nodes of the cluster. Two advertisements can contradict each other only if both select one of these nodes.
   * Empty: the nodes are not known, and every two advertisements may contradict each other.
   */
  readonly nodes: readonly Node[];
}

/**
 * Checks each advertisement alone, against its pools, and against the other advertisements. If two advertisements
 * contradict each other, the newer one is not valid.
 */
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
  return { valid: stand.toSorted((one, other) => compare(one.name, other.name)), faults: [...faults, ...more] };
}

function hasError(flaws: readonly Flaw[]): boolean {
  return flaws.some(({ severity }) => severity === "error");
}

/** A prefix that does not fit into the pool's range would also attract traffic for addresses outside the pool. */
function poolFlaws(announcing: BGPAnnouncing, pools: readonly Pool[]): Flaw[] {
  return pools.filter((pool) => selectsPool(announcing, pool)).flatMap((pool) =>
    pool.ranges.flatMap((range) => {
      const length = announcing.aggregation[range.family];
      const shortest = shortestPrefix(range);
      if (length >= shortest) return [];
      const first = addressOf(range.family, range.first).text;
      const message =
        `The range of pool ${pool.name} from ${first} contains no whole /${length}; write ${shortest} or more`;
      return [error(`spec.aggregationLength${range.family === "IPv6" ? "V6" : ""}`, "InvalidAggregation", message)];
    })
  );
}

/** The prefix length of the largest block inside the range. */
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

/**
 * A peer gets each prefix with one local preference. So two advertisements of the same prefix must have the same local
 * preference, unless one of them selects Services.
 */
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
