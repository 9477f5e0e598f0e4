/**
 * L2Advertisements, as the functions use them: read once and checked.
 *
 * @module
 */

import type { L2Advertisement } from "../crds.ts";
import { error, type Flaw, type Reading } from "../fault.ts";
import type { Labels, LabelSelector } from "../kubernetes.ts";
import { namespaceFlaws } from "../pools/namespace_flaws.ts";
import { readByAge } from "./read_by_age.ts";
import { matchesAny } from "../selector.ts";
import { selectorFlaws, selectorListFlaws } from "../selector_flaws.ts";
import { isRecord, listFlaws, listOf, nameListFlaws } from "../shape.ts";

/** Which pools' addresses which nodes may announce on layer 2. Empty lists are no restriction. */
export interface L2Announcing {
  readonly name: string;
  readonly pools: readonly string[];
  readonly poolSelectors: readonly LabelSelector[];
  readonly nodeSelectors: readonly LabelSelector[];
  readonly interfaces: readonly string[];
  readonly serviceSelectors: readonly LabelSelector[];
  /** The weights of those that match a node add up. */
  readonly preferences: readonly { readonly weight: number; readonly preference: LabelSelector }[];
}

/**
 * The advertisements that may be used, ordered by name, and what is wrong with the others.
 *
 * @param namespace where advertisements live; one of another namespace is left out
 */
export function readL2Advertisements(objects: readonly L2Advertisement[], namespace: string): Reading<L2Announcing> {
  return readByAge(objects, { flawsOf: (object) => advertisementFlaws(object, namespace), read: announcingOf });
}

/** Whether the advertisement is for this pool: named or selected, and for all when it neither names nor selects any. */
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
  ];
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

/** Of an object that has no errors. */
function announcingOf({ metadata, spec }: L2Advertisement): L2Announcing {
  return {
    name: metadata.name,
    pools: spec?.ipAddressPools ?? [],
    poolSelectors: spec?.ipAddressPoolSelectors ?? [],
    nodeSelectors: spec?.nodeSelectors ?? [],
    interfaces: spec?.interfaces ?? [],
    serviceSelectors: spec?.serviceSelectors ?? [],
    preferences: spec?.preferredNodeSelectors ?? [],
  };
}
