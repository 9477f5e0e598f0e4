/**
 * Objects of the configuration in a namespace from which none is read: they have no effect until they are moved.
 *
 * @module
 */

import { contains, parseRange } from "../addresses/range.ts";
import type { Address } from "../addresses/address.ts";
import { selectsPool } from "../advertisements/l2_advertisement.ts";
import type { IPAddressPool } from "../crds.ts";
import type { KubernetesObject, Labels } from "../kubernetes.ts";
import type { Observed } from "../observed.ts";
import { countsIn } from "../pools/namespace_flaws.ts";
import { selectorListFlaws } from "../selector_flaws.ts";
import { isRecord, listOf, nameListFlaws } from "../shape.ts";

/** An object in the wrong namespace. */
export interface Misplaced {
  readonly kind: string;
  readonly name: string;
  readonly namespace: string;
  /** The namespace from which the configuration is read. */
  readonly home: string;
}

export function misplacedIn(home: string, objects: readonly KubernetesObject[]): readonly Misplaced[] {
  return objects.filter((object) => !countsIn(home, object))
    .map(({ kind, metadata: { name, namespace = "" } }) => ({ kind, name, namespace, home }));
}

/** The pools in the wrong namespace that contain the address. */
export function misplacedWith(address: Address, pools: readonly IPAddressPool[], home: string): readonly Misplaced[] {
  return misplacedIn(
    home,
    pools.filter(({ spec }) =>
      listOf(spec?.addresses).map(parseRange).some((range) => typeof range !== "string" && contains(range, address))
    ),
  );
}

/** The advertisements in the wrong namespace that would be for the pool. */
export function misplacedFor(
  pool: { readonly name: string; readonly labels: Labels },
  { l2Advertisements, bgpAdvertisements, settings }: Pick<
    Observed,
    "l2Advertisements" | "bgpAdvertisements" | "settings"
  >,
): readonly Misplaced[] {
  return misplacedIn(
    settings.namespace,
    [...l2Advertisements, ...bgpAdvertisements].filter(({ spec }) => {
      const given: unknown = spec ?? {};
      const [names, selectors] = [spec?.ipAddressPools ?? [], spec?.ipAddressPoolSelectors ?? []];
      return isRecord(given) && [...nameListFlaws("", names), ...selectorListFlaws("", selectors)].length === 0 &&
        selectsPool({ pools: names, poolSelectors: selectors }, pool);
    }),
  );
}

/** `move IPAddressPool default/a to namespace metallb-system`; at least one object. */
export function moveText(objects: readonly Misplaced[]): string {
  const [first] = objects;
  const names = objects.map(({ kind, namespace, name }) => `${kind} ${namespace}/${name}`);
  const shown = names.length <= 4 ? names.join(", ") : `${names.slice(0, 3).join(", ")} and ${names.length - 3} more`;
  return `move ${shown} to namespace ${first?.home ?? ""}`;
}

/** The same as a step that explains itself. */
export function moveStep(objects: readonly Misplaced[]): string {
  return `${moveText(objects)}: ${objects.length === 1 ? "it has" : "they have"} no effect elsewhere`;
}
