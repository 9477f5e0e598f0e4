/**
 * Advertisements with the annotation for load sharing, although one node would serve their addresses alone. There are
 * four causes: another advertisement of the addresses lacks the annotation, only one node may announce the addresses,
 * an announcer is of an older release, or hosts reach the addresses through a router.
 *
 * Why: docs/adr/0029-one-address-many-nodes.md
 *
 * @module
 */

import { addressOf } from "../addresses/address.ts";
import { contains, overlaps, parseRange, type Range, rangeText } from "../addresses/range.ts";
import { type L2Announcing, selectsPool } from "../advertisements/l2_advertisement.ts";
import { currentAddresses } from "../allocation/current_addresses.ts";
import { isEligible } from "../allocation/eligibility.ts";
import { annotationField } from "../allocation/request_fields.ts";
import { readLinks } from "../announcing/status/announcer_lease.ts";
import { exclusionParts } from "../election/announcement_messages.ts";
import { atHome, candidacyOf } from "../election/candidacy.ts";
import { reachOf } from "../election/reach.ts";
import { mostInOrder } from "../election/standbys.ts";
import { readStandings, type Standings } from "../election/standings.ts";
import { type Fault, faultsOf, type Flaw, warning } from "../fault.ts";
import { keyOf, type Lease } from "../kubernetes.ts";
import { annotationLinks, annotationLoadSharing } from "../names.ts";
import type { Observed } from "../observed.ts";
import { countsIn } from "../pools/namespace_flaws.ts";
import type { Pool } from "../pools/pool.ts";
import { entryField } from "../pools/pool_entries.ts";
import { matchesAny } from "../selector.ts";
import { isNotShared, isRouted, oldAnnouncers, oneNodeShares } from "./load_sharing_messages.ts";

type World = Pick<
  Observed,
  "now" | "followedSince" | "settings" | "services" | "nodes" | "leases" | "pools" | "l2Advertisements"
>;

interface Valid {
  readonly pools: readonly Pool[];
  readonly l2Advertisements: readonly L2Announcing[];
}

/** The warnings, each at the annotation, or at the entry of a pool. Nodes are considered only if there are any. */
export function loadSharingWarnings(observed: World, { pools, l2Advertisements }: Valid): readonly Fault[] {
  const sharing = l2Advertisements.filter(({ loadSharing }) => loadSharing === "hosts");
  if (sharing.length === 0) return [];
  const standings = readStandings(observed);
  const ofAdvertisements = observed.l2Advertisements.flatMap((object) => {
    const one = sharing.find(({ name }) => name === object.metadata.name);
    if (one === undefined || !countsIn(observed.settings.namespace, object)) return [];
    const messages = pools.filter((pool) => selectsPool(one, pool)).flatMap((pool) => {
      const disagreeing = l2Advertisements.filter((other) => other.loadSharing === "none" && selectsPool(other, pool))
        .flatMap((other) => disagreement(one, other, pool, observed));
      if (disagreeing.length > 0) return disagreeing;
      const others = sharing.filter((other) => other.serviceSelectors.length === 0 && selectsPool(other, pool));
      return nodeMessages(pool, [...new Set([one, ...others])], observed, standings);
    });
    return faultsOf(object, messages.map((message) => flaw(annotationField(annotationLoadSharing), message)));
  });
  return [...ofAdvertisements, ...poolWarnings(observed, pools, sharing)];
}

function flaw(field: string, message: string): Flaw {
  return warning(field, "NoLoadSharing", message);
}

/** A message if both advertisements apply to every Service of the pool, or to one of the observed Services. */
function disagreement(
  one: L2Announcing,
  other: L2Announcing,
  pool: Pool,
  { services, settings }: World,
): readonly string[] {
  if (one.serviceSelectors.length === 0 && other.serviceSelectors.length === 0) {
    return [isNotShared(pool.name, other.name, undefined)];
  }
  const both = services.filter((service) => {
    const addresses = currentAddresses(service);
    return isEligible(service, settings) &&
      [one, other].every(({ serviceSelectors }) => matchesAny(serviceSelectors, service.metadata.labels)) &&
      (addresses.length === 0 ||
        addresses.some((address) => pool.ranges.some((range) => contains(range, address))));
  });
  return both.slice(0, 1).map((service) => isNotShared(pool.name, other.name, keyOf(service)));
}

/** Why the nodes do not share the addresses of a pool. */
function nodeMessages(
  pool: Pool,
  advertisements: readonly L2Announcing[],
  { nodes }: World,
  { nodes: nodeStandings, homeOf }: Standings,
): readonly string[] {
  const everywhere = candidacyOf(advertisements.map((each) => reachOf(each, nodes)), nodeStandings);
  const messages = pool.ranges.flatMap(({ family, first }) => {
    const home = homeOf(addressOf(family, first).text);
    const candidacy = home === undefined ? everywhere : atHome(everywhere, home);
    const candidates = [...candidacy.candidates.values()];
    const [only, ...others] = candidates;
    if (only === undefined) return [];
    if (others.length === 0) return [oneNodeShares(only.node, pool.name, exclusionParts(candidacy))];
    const old = candidates.filter(({ sharesHosts }) => !sharesHosts).map(({ node }) => node);
    // If there are more candidates than places in an order, those of the older release may be outside the order.
    return old.length === 0 || candidates.length > mostInOrder ? [] : [oldAnnouncers(old, pool.name)];
  });
  return [...new Set(messages)];
}

/** Warnings about ranges of pools outside all subnets of nodes. None if the announcers' Leases name no subnet. */
function poolWarnings(
  { pools: objects, leases }: World,
  pools: readonly Pool[],
  sharing: readonly L2Announcing[],
): readonly Fault[] {
  const subnets = subnetsOf(leases);
  if (subnets.length === 0) return [];
  return objects.flatMap((object) => {
    const pool = pools.find(({ name }) => name === object.metadata.name);
    if (pool === undefined || !sharing.some((each) => selectsPool(each, pool))) return [];
    const outside = pool.ranges.filter((range) => !subnets.some((subnet) => overlaps(subnet, range)));
    return faultsOf(
      object,
      outside.map((range) => flaw(entryField(object, (each) => overlaps(each, range)), isRouted(rangeText(range)))),
    );
  });
}

function subnetsOf(leases: readonly Lease[]): readonly Range[] {
  return leases.flatMap(({ metadata: { annotations } }) => readLinks(annotations?.[annotationLinks]) ?? [])
    .flatMap(({ addresses }) => addresses)
    .map(parseRange)
    .filter((range) => typeof range !== "string");
}
