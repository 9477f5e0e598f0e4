/**
 * BGPAdvertisements in the form that the functions use: read once and checked.
 *
 * @module
 */

import { type BGPCommunity, parseCommunity, unreadable } from "./community.ts";
import type { BGPAdvertisement } from "../crds.ts";
import { error, type Flaw, type Reading } from "../fault.ts";
import type { IPFamily, LabelSelector } from "../kubernetes.ts";
import { namespaceFlaws } from "../pools/namespace_flaws.ts";
import { readByAge } from "../read_by_age.ts";
import { selectorListFlaws } from "../selector_flaws.ts";
import { isRecord, listOf, nameListFlaws } from "../shape.ts";
import { numberFlaws } from "../whole_number.ts";

/**
 * A BGPAdvertisement: which nodes announce the addresses of which pools to which peers, and how. An empty list means no
 * restriction.
 */
export interface BGPAnnouncing {
  readonly name: string;
  /** By family: the length of the announced prefixes, in bits. */
  readonly aggregation: Readonly<Record<IPFamily, number>>;
  /** 0: not set, so that the routers use their default. */
  readonly localPref: number;
  readonly communities: readonly BGPCommunity[];
  readonly pools: readonly string[];
  readonly poolSelectors: readonly LabelSelector[];
  readonly nodeSelectors: readonly LabelSelector[];
  readonly peers: readonly string[];
  readonly serviceSelectors: readonly LabelSelector[];
}

/** The objects against which advertisements are checked. */
export interface AdvertisementSurroundings {
  /** The namespace of advertisements; an advertisement in another namespace has a fault, and is not valid. */
  readonly namespace: string;
  /** The names that Communities define. */
  readonly communities: ReadonlyMap<string, BGPCommunity>;
}

/** The valid advertisements, sorted by name, and the faults of all. */
export function readBGPAdvertisements(
  objects: readonly BGPAdvertisement[],
  surroundings: AdvertisementSurroundings,
): Reading<BGPAnnouncing> {
  return readByAge(objects, {
    flawsOf: (object) => advertisementFlaws(object, surroundings),
    read: (object) => announcingOf(object, surroundings.communities),
  });
}

function advertisementFlaws(
  object: BGPAdvertisement,
  { namespace, communities }: AdvertisementSurroundings,
): readonly Flaw[] {
  const spec: unknown = object.spec ?? {};
  if (!isRecord(spec)) return [error("spec", "InvalidShape", "Cannot read spec: not an object")];
  return [
    ...namespaceFlaws(object, namespace),
    ...numberFlaws("spec.aggregationLength", spec["aggregationLength"], lengths.IPv4),
    ...numberFlaws("spec.aggregationLengthV6", spec["aggregationLengthV6"], lengths.IPv6),
    ...numberFlaws("spec.localPref", spec["localPref"], { from: 0, to: 0xffffffff, reason: "InvalidLocalPref" }),
    ...nameListFlaws("spec.communities", spec["communities"]),
    ...listOf(spec["communities"]).flatMap((value, index) =>
      communityFlaws(`spec.communities[${index}]`, value, communities)
    ),
    ...nameListFlaws("spec.ipAddressPools", spec["ipAddressPools"]),
    ...selectorListFlaws("spec.ipAddressPoolSelectors", spec["ipAddressPoolSelectors"]),
    ...selectorListFlaws("spec.nodeSelectors", spec["nodeSelectors"]),
    ...nameListFlaws("spec.peers", spec["peers"]),
    ...selectorListFlaws("spec.serviceSelectors", spec["serviceSelectors"]),
    ...aggregationFlaws(spec),
  ];
}

const lengths = {
  IPv4: { from: 1, to: 32, reason: "InvalidAggregation" },
  IPv6: { from: 1, to: 128, reason: "InvalidAggregation" },
} as const;

function communityFlaws(
  place: string,
  value: unknown,
  names: ReadonlyMap<string, BGPCommunity>,
): readonly Flaw[] {
  if (typeof value !== "string" || names.has(value) || parseCommunity(value) !== undefined) return [];
  return value.includes(":")
    ? [error(place, "InvalidCommunity", unreadable(value))]
    : [error(place, "UnknownCommunity", `No valid Community defines "${value}"; create one, or correct the name`)];
}

/** A shorter prefix covers several addresses, so it cannot be announced for only some of their Services. */
function aggregationFlaws(spec: Readonly<Record<string, unknown>>): readonly Flaw[] {
  if (listOf(spec["serviceSelectors"]).length === 0) return [];
  const aggregated = [["aggregationLength", 32], ["aggregationLengthV6", 128]] as const;
  return aggregated.filter(([field, whole]) => (spec[field] ?? whole) !== whole).map(([field, whole]) =>
    error(`spec.${field}`, "InvalidAggregation", `With serviceSelectors it must be ${whole}; remove one of the two`)
  );
}

/** Reads an object that has no errors. */
function announcingOf(
  { metadata: { name }, spec }: BGPAdvertisement,
  names: ReadonlyMap<string, BGPCommunity>,
): BGPAnnouncing {
  return {
    name,
    aggregation: { IPv4: spec?.aggregationLength ?? 32, IPv6: spec?.aggregationLengthV6 ?? 128 },
    localPref: spec?.localPref ?? 0,
    communities: (spec?.communities ?? []).map((text) => names.get(text) ?? parseCommunity(text))
      .filter((community) => community !== undefined),
    pools: spec?.ipAddressPools ?? [],
    poolSelectors: spec?.ipAddressPoolSelectors ?? [],
    nodeSelectors: spec?.nodeSelectors ?? [],
    peers: spec?.peers ?? [],
    serviceSelectors: spec?.serviceSelectors ?? [],
  };
}
