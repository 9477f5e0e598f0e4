/**
 * The prefixes that this node announces, with their attributes, from the VirtualIPs and the BGPAdvertisements.
 *
 * @module
 */

import { compare } from "../order.ts";
import { type Address, addressBits, addressOf, parseAddress } from "../addresses/address.ts";
import type { BGPAnnouncing } from "./advertisement.ts";
import type { BGPNeighbor } from "./neighbor.ts";
import type { VirtualIP } from "../crds.ts";
import { hash32 } from "../hash.ts";
import type { IPFamily } from "../kubernetes.ts";
import { matchesAny } from "../selector.ts";

/** A prefix that the node announces. */
export interface BGPRoute {
  readonly family: IPFamily;
  /** In canonical form, e.g. `192.0.2.10/32`. */
  readonly prefix: string;
  /** Prefixes with the same advertisements have the same attributes, and share this object. */
  readonly kind: RouteKind;
}

export interface RouteKind {
  /** From 1 to 65534. Depends only on the advertisements, except if two hashes collide, which is rare. */
  readonly tag: number;
  /** Ordered by name. */
  readonly advertisements: readonly BGPAnnouncing[];
}

/** The attributes with which a peer receives the routes of a kind. */
export interface RouteAttributes {
  /** 0: not set; the router uses its default. */
  readonly localPref: number;
  /** `A:B`, sorted by number. */
  readonly communities: readonly string[];
  /** `A:B:C`, sorted by number. */
  readonly largeCommunities: readonly string[];
}

/** An address with the advertisements that apply to it on this node. */
export interface Advertised {
  readonly virtualIP: VirtualIP;
  readonly address: Address;
  /** Ordered by name. */
  readonly advertisements: readonly BGPAnnouncing[];
}

/**
 * The address with the BGPAdvertisements by which this node announces it. The VirtualIP lists them for the node; they
 * are valid and select the node. Undefined if the address cannot be read.
 */
export function advertisedHere(
  virtualIP: VirtualIP,
  { node, labels, advertisements }: {
    readonly node: string;
    readonly labels: Readonly<Record<string, string>> | undefined;
    readonly advertisements: ReadonlyMap<string, BGPAnnouncing>;
  },
): Advertised | undefined {
  const address = parseAddress(virtualIP.spec.address);
  if (address === undefined) return undefined;
  const chosen = (virtualIP.spec.bgp?.advertisements ?? []).flatMap(({ name, nodes }) => {
    const advertisement = advertisements.get(name);
    if (advertisement === undefined || nodes?.includes(node) === false) return [];
    return matchesAny(advertisement.nodeSelectors, labels) ? [advertisement] : [];
  });
  return {
    virtualIP,
    address,
    advertisements: [...new Set(chosen)].sort((one, other) => compare(one.name, other.name)),
  };
}

/** The routes of all addresses: IPv4 before IPv6, then by number. Addresses with the same prefix share a route. */
export function routesOf(all: readonly Advertised[]): readonly BGPRoute[] {
  const prefixes = new Map<string, { readonly first: Address; readonly advertisements: Map<string, BGPAnnouncing> }>();
  for (const { address, advertisements } of all) {
    for (const advertisement of advertisements) {
      const first = firstOf(address, advertisement);
      const prefix = prefixOf(address, advertisement);
      const entry = prefixes.get(prefix) ?? { first, advertisements: new Map() };
      entry.advertisements.set(advertisement.name, advertisement);
      prefixes.set(prefix, entry);
    }
  }
  const kinds = kindsOf([...prefixes.values()].map(({ advertisements }) => advertisements));
  return [...prefixes].sort(([, { first: one }], [, { first: other }]) => inOrder(one, other)).flatMap(
    ([prefix, { first: { family }, advertisements }]) => {
      const kind = kinds.get(keyOfKind(advertisements));
      return kind === undefined ? [] : [{ family, prefix, kind }];
    },
  );
}

/** The prefix by which an advertisement announces the address. */
export function prefixOf(address: Address, advertisement: BGPAnnouncing): string {
  return `${firstOf(address, advertisement).text}/${advertisement.aggregation[address.family]}`;
}

function firstOf({ family, value }: Address, { aggregation }: BGPAnnouncing): Address {
  const host = BigInt(addressBits[family] - aggregation[family]);
  return addressOf(family, value >> host << host);
}

/** The peers that receive an address of this family by one of the advertisements, in the given order. */
export function toldOf(
  peers: readonly BGPNeighbor[],
  { family, advertisements }: { readonly family: IPFamily; readonly advertisements: readonly BGPAnnouncing[] },
): readonly BGPNeighbor[] {
  return peers.filter((peer) => peer.families.includes(family) && hears(peer, advertisements));
}

/** True if one of the advertisements is for the peer. */
export function hears(peer: BGPNeighbor, advertisements: readonly BGPAnnouncing[]): boolean {
  return advertisements.some((advertisement) => isFor(advertisement, peer));
}

/** True if the advertisement names the peer, or names no peer. */
export function isFor({ peers }: BGPAnnouncing, { name }: Pick<BGPNeighbor, "name">): boolean {
  return peers.length === 0 || peers.includes(name);
}

/**
 * The attributes of this kind's routes for the peer; undefined if the peer does not receive them. If several
 * advertisements apply, the peer gets all their communities, and the highest local preference.
 */
export function attributesFor(peer: BGPNeighbor, { advertisements }: RouteKind): RouteAttributes | undefined {
  const heard = advertisements.filter((advertisement) => isFor(advertisement, peer));
  if (heard.length === 0) return undefined;
  const communities = heard.flatMap((each) => each.communities);
  const texts = (size: "standard" | "large"): readonly string[] =>
    [...new Set(communities.filter((each) => each.size === size).map(({ text }) => text))].sort(byNumbers);
  return {
    localPref: Math.max(...heard.map(({ localPref }) => localPref)),
    communities: texts("standard"),
    largeCommunities: texts("large"),
  };
}

function byNumbers(one: string, other: string): number {
  const numbers = other.split(":").map(Number);
  return one.split(":").map(Number).map((number, index) => number - (numbers[index] ?? 0)).find((each) => each !== 0) ??
    0;
}

/** A route map has at most 65535 entries. The last one refuses all routes that no other entry permits. */
const mostTags = 65534;

/**
 * Derives the tag of each kind from a hash of its advertisements, so that a new kind does not change the other tags.
 */
function kindsOf(sets: readonly ReadonlyMap<string, BGPAnnouncing>[]): ReadonlyMap<string, RouteKind> {
  const byKey = new Map(sets.map((advertisements) => [keyOfKind(advertisements), advertisements]));
  const taken = new Set<number>();
  return new Map(
    [...byKey].sort(([one], [other]) => compare(one, other)).map(([key, advertisements]) => {
      let tag = hash32(key) % mostTags + 1;
      while (taken.has(tag)) tag = tag % mostTags + 1;
      taken.add(tag);
      return [key, {
        tag,
        advertisements: [...advertisements.values()].sort((one, other) => compare(one.name, other.name)),
      }];
    }),
  );
}

function keyOfKind(advertisements: ReadonlyMap<string, BGPAnnouncing>): string {
  return [...advertisements.keys()].sort().join(" ");
}

function inOrder(one: Address, other: Address): number {
  if (one.family !== other.family) return compare(one.family, other.family);
  return one.value < other.value ? -1 : one.value > other.value ? 1 : 0;
}
