/**
 * Warnings about valid advertisements, of layer 2 and of BGP, that do not fit the pools or the nodes.
 *
 * @module
 */

import { type Fault, faultsOf, type Flaw, warning } from "../fault.ts";
import type { KubernetesObject, Labels } from "../kubernetes.ts";
import type { L2Announcing } from "../advertisements/l2_advertisement.ts";
import { countsIn } from "../pools/namespace_flaws.ts";
import { type Misplaced, misplacedIn, moveText } from "../pools/misplaced.ts";
import type { Observed } from "../observed.ts";
import type { Pool } from "../pools/pool.ts";
import { matches, matchesAny } from "../selector.ts";

/** The fields that both kinds have, and the preferences, which only L2Advertisements have. */
type Announcing =
  & Pick<L2Announcing, "name" | "pools" | "poolSelectors" | "nodeSelectors">
  & Partial<Pick<L2Announcing, "preferences">>;

/** All objects of one kind, and the valid ones after reading. */
export interface Advertisements {
  readonly objects: readonly KubernetesObject[];
  readonly valid: readonly Announcing[];
}

/** If no nodes are observed, there are no warnings about nodes. */
export function advertisementWarnings(
  { objects, valid }: Advertisements,
  pools: readonly Pool[],
  observed: Pick<Observed, "pools" | "nodes" | "settings">,
): readonly Fault[] {
  const { nodes, settings: { namespace } } = observed;
  const byName = new Map(valid.map((advertisement) => [advertisement.name, advertisement]));
  const labels = nodes.map(({ metadata }) => metadata.labels ?? {});
  const invalid = new Set(
    observed.pools.filter((object) => countsIn(namespace, object)).map(({ metadata }) => metadata.name)
      .filter((name) => !pools.some(isNamed(name))),
  );
  const misplaced = misplacedIn(namespace, observed.pools);
  return objects.filter((object) => countsIn(namespace, object)).flatMap((object) => {
    const advertisement = byName.get(object.metadata.name);
    return advertisement === undefined ? [] : faultsOf(object, [
      ...poolFlaws(advertisement, pools, { invalid, misplaced }),
      ...(labels.length === 0 ? [] : nodeFlaws(advertisement, labels)),
    ]);
  });
}

function isNamed(name: string): (pool: Pool) => boolean {
  return (pool) => pool.name === name;
}

function poolFlaws(
  { pools: names, poolSelectors }: Announcing,
  pools: readonly Pool[],
  { invalid, misplaced }: { readonly invalid: ReadonlySet<string>; readonly misplaced: readonly Misplaced[] },
): readonly Flaw[] {
  const unknown = names.flatMap((name, index) => {
    if (pools.some(isNamed(name))) return [];
    const elsewhere = misplaced.filter((each) => each.name === name);
    const what = invalid.has(name)
      ? `Pool ${name} is invalid; repair it`
      : elsewhere.length > 0
      ? `Pool ${name} is in the wrong namespace; ${moveText(elsewhere)}`
      : `There is no pool ${name}; correct the name`;
    return [warning(`spec.ipAddressPools[${index}]`, "UnknownPool", what)];
  });
  const unmatched = poolSelectors.flatMap((selector, index) =>
    pools.some((pool) => matches(selector, pool.labels))
      ? []
      : [warning(`spec.ipAddressPoolSelectors[${index}]`, "NoMatchingPool", "No valid pool has these labels")]
  );
  return [...unknown, ...unmatched];
}

function nodeFlaws({ nodeSelectors, preferences = [] }: Announcing, nodes: readonly Labels[]): readonly Flaw[] {
  const allowed = nodes.filter((labels) => matchesAny(nodeSelectors, labels));
  if (allowed.length === 0) return [warning("spec.nodeSelectors", "NoMatchingNode", "No node has these labels")];
  return preferences.flatMap(({ preference }, index) => {
    const field = `spec.preferredNodeSelectors[${index}].preference`;
    if (allowed.some((labels) => matches(preference, labels))) return [];
    return nodes.some((labels) => matches(preference, labels))
      ? [
        warning(
          field,
          "ContradictingPreference",
          "It prefers nodes that spec.nodeSelectors exclude; correct one of them",
        ),
      ]
      : [warning(field, "NoMatchingNode", "No node has these labels")];
  });
}
