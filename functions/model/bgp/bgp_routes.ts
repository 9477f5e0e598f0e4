/**
 * Which prefixes this node announces, and with what, from the VirtualIPs and the BGPAdvertisements.
 *
 * @module
 */

import { type Address, addressBits, addressOf, parseAddress } from "../addresses/address.ts";
import type { BGPAnnouncing } from "./bgp_advertisement.ts";
import type { BGPNeighbor } from "./bgp_neighbor.ts";
import type { VirtualIP } from "../crds.ts";
import { hash32 } from "../hash.ts";
import type { IPFamily } from "../kubernetes.ts";
import { matchesAny } from "../selector.ts";

/** A prefix that is announced. */
export interface BGPRoute {
  readonly family: IPFamily;
  /** In canonical form, e.g. `192.0.2.10/32`. */
  readonly prefix: string;
  /** Prefixes with the same advertisements are announced alike, and share this. */
  readonly kind: RouteKind;
}

export interface RouteKind {
  /** From 1 to 65534. The same for the same advertisements, whatever else there is, but for a rare collision. */
  readonly tag: number;
  /** Ordered by name. */
  readonly advertisements: readonly BGPAnnouncing[];
}

/** What a peer is told of the routes of a kind. */
export interface RouteAttributes {
  /** 0: left to the router. */
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

/** The advertisements by which this node announces the address: those listed for it that are valid and select the node. */
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
    advertisements: [...new Set(chosen)].sort((one, other) => one.name < other.name ? -1 : 1),
  };
}

/** The routes of all addresses, IPv4 before IPv6 and each by number. Addresses whose prefixes are the same share a route. */
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

/** The peers that hear of an address of this family by one of the advertisements, in their order. */
export function toldOf(
  peers: readonly BGPNeighbor[],
  { family, advertisements }: { readonly family: IPFamily; readonly advertisements: readonly BGPAnnouncing[] },
): readonly BGPNeighbor[] {
  return peers.filter((peer) => peer.families.includes(family) && hears(peer, advertisements));
}

/** Whether one of the advertisements is for the peer. */
export function hears(peer: BGPNeighbor, advertisements: readonly BGPAnnouncing[]): boolean {
  return advertisements.some((advertisement) => isFor(advertisement, peer));
}

/** Whether the peer is named, or none is. */
export function isFor({ peers }: BGPAnnouncing, { name }: BGPNeighbor): boolean {
  return peers.length === 0 || peers.includes(name);
}

/** What the peer is told of routes of this kind; undefined: nothing. Communities add up; the highest preference counts. */
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

/** A route map has 65535 places; the last one is for what has no tag. */
const mostTags = 65534;

/** Numbers them by a hash of what they are, so that a new kind leaves the numbers of the others alone. */
function kindsOf(sets: readonly ReadonlyMap<string, BGPAnnouncing>[]): ReadonlyMap<string, RouteKind> {
  const byKey = new Map(sets.map((advertisements) => [keyOfKind(advertisements), advertisements]));
  const taken = new Set<number>();
  return new Map(
    [...byKey].sort(([one], [other]) => one < other ? -1 : 1).map(([key, advertisements]) => {
      let tag = hash32(key) % mostTags + 1;
      while (taken.has(tag)) tag = tag % mostTags + 1;
      taken.add(tag);
      return [key, {
        tag,
        advertisements: [...advertisements.values()].sort((one, other) => one.name < other.name ? -1 : 1),
      }];
    }),
  );
}

function keyOfKind(advertisements: ReadonlyMap<string, BGPAnnouncing>): string {
  return [...advertisements.keys()].sort().join(" ");
}

function inOrder(one: Address, other: Address): number {
  if (one.family !== other.family) return one.family < other.family ? -1 : 1;
  return one.value < other.value ? -1 : one.value > other.value ? 1 : 0;
}
