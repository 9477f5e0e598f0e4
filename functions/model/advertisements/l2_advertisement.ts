/**
 * L2Advertisements in the form that the functions use: read once and checked.
 *
 * @module
 */

import type { L2Advertisement } from "../crds.ts";
import { error, type Flaw, type Reading, warning } from "../fault.ts";
import type { Labels, LabelSelector } from "../kubernetes.ts";
import { annotationLoadSharing } from "../names.ts";
import { namespaceFlaws } from "../pools/namespace_flaws.ts";
import { readByAge } from "../read_by_age.ts";
import { matchesAny } from "../selector.ts";
import { selectorFlaws, selectorListFlaws } from "../selector_flaws.ts";
import { isRecord, listFlaws, listOf, nameListFlaws } from "../shape.ts";

/** An L2Advertisement: which nodes may announce the addresses of which pools. An empty list means no restriction. */
export interface L2Announcing {
  readonly name: string;
  readonly pools: readonly string[];
  readonly poolSelectors: readonly LabelSelector[];
  readonly nodeSelectors: readonly LabelSelector[];
  readonly interfaces: readonly string[];
  readonly serviceSelectors: readonly LabelSelector[];
  /** A node's weight is the sum of the weights of all preferences that match the node. */
  readonly preferences: readonly { readonly weight: number; readonly preference: LabelSelector }[];
  /** `hosts`: all nodes announce, each to the hosts that are assigned to it; `none`: one node announces to all. */
  readonly loadSharing: LoadSharing;
}

export type LoadSharing = "none" | "hosts";

/**
 * The valid advertisements, sorted by name, and the faults.
 *
 * @param namespace the namespace of advertisements; an advertisement in another namespace has a fault, and is not valid
 */
export function readL2Advertisements(objects: readonly L2Advertisement[], namespace: string): Reading<L2Announcing> {
  return readByAge(objects, { flawsOf: (object) => advertisementFlaws(object, namespace), read: announcingOf });
}

/** True if the advertisement names or selects this pool, or if its lists of pools and of selectors are both empty. */
export function selectsPool(
  advertisement: Pick<L2Announcing, "pools" | "poolSelectors">,
  pool: { readonly name: string; readonly labels: Labels },
): boolean {
  const { pools, poolSelectors } = advertisement;
  return pools.length === 0
    ? matchesAny(poolSelectors, pool.labels)
    : pools.includes(pool.name) || (poolSelectors.length > 0 && matchesAny(poolSelectors, pool.labels));
}

function advertisementFlaws(object: L2Advertisement, namespace: string): readonly Flaw[] {
  const spec: unknown = object.spec ?? {};
  if (!isRecord(spec)) return [error("spec", "InvalidShape", "Cannot read spec: not an object")];
  return [
    ...namespaceFlaws(object, namespace),
    ...nameListFlaws("spec.ipAddressPools", spec["ipAddressPools"]),
    ...selectorListFlaws("spec.ipAddressPoolSelectors", spec["ipAddressPoolSelectors"]),
    ...selectorListFlaws("spec.nodeSelectors", spec["nodeSelectors"]),
    ...nameListFlaws("spec.interfaces", spec["interfaces"], "warning"),
    ...selectorListFlaws("spec.serviceSelectors", spec["serviceSelectors"]),
    ...preferenceFlaws("spec.preferredNodeSelectors", spec["preferredNodeSelectors"]),
    ...loadSharingFlaws(object.metadata.annotations?.[annotationLoadSharing]),
  ];
}

function loadSharingFlaws(value: unknown): readonly Flaw[] {
  if (value === undefined || value === "hosts") return [];
  const message = `Not known: ${JSON.stringify(value)}; write "hosts", or take the annotation away`;
  return [warning(`metadata.annotations["${annotationLoadSharing}"]`, "UnknownOption", message)];
}

function preferenceFlaws(field: string, value: unknown): readonly Flaw[] {
  return [
    ...listFlaws(field, value),
    ...listOf(value).flatMap((each, index) => {
      const place = `${field}[${index}]`;
      if (!isRecord(each)) return [error(place, "InvalidShape", "Cannot read preference: not an object")];
      return [
        ...weightFlaws(`${place}.weight`, each["weight"]),
        ...selectorFlaws(`${place}.preference`, each["preference"]),
      ];
    }),
  ];
}

function weightFlaws(field: string, weight: unknown): readonly Flaw[] {
  return typeof weight === "number" && Number.isInteger(weight) && weight >= 1 && weight <= 100
    ? []
    : [error(field, "InvalidWeight", `A weight is a whole number from 1 to 100: found ${JSON.stringify(weight)}`)];
}

/** Reads an object that has no errors. */
function announcingOf({ metadata, spec }: L2Advertisement): L2Announcing {
  return {
    name: metadata.name,
    pools: spec?.ipAddressPools ?? [],
    poolSelectors: spec?.ipAddressPoolSelectors ?? [],
    nodeSelectors: spec?.nodeSelectors ?? [],
    interfaces: spec?.interfaces ?? [],
    serviceSelectors: spec?.serviceSelectors ?? [],
    preferences: spec?.preferredNodeSelectors ?? [],
    loadSharing: metadata.annotations?.[annotationLoadSharing] === "hosts" ? "hosts" : "none",
  };
}
