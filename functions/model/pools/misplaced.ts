/**
 * Objects of the configuration in the wrong namespace: they have no effect until they are moved.
 *
 * @module
 */

import { contains, parseRange } from "../addresses/range.ts";
import type { Address } from "../addresses/address.ts";
import type { IPAddressPool } from "../crds.ts";
import type { KubernetesObject } from "../kubernetes.ts";
import { countsIn } from "./namespace_flaws.ts";
import { listOf } from "../shape.ts";

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

/** `move IPAddressPool default/a to namespace metallb-system`; at least one object. */
export function moveText(objects: readonly Misplaced[]): string {
  const [first] = objects;
  const names = objects.map(({ kind, namespace, name }) => `${kind} ${namespace}/${name}`);
  const shown = names.length <= 4 ? names.join(", ") : `${names.slice(0, 3).join(", ")} and ${names.length - 3} more`;
  return `move ${shown} to namespace ${first?.home ?? ""}`;
}

/** The text of `moveText` with its reason. */
export function moveStep(objects: readonly Misplaced[]): string {
  return `${moveText(objects)}: ${objects.length === 1 ? "it has" : "they have"} no effect elsewhere`;
}
