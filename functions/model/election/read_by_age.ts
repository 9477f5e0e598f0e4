/**
 * Objects of one kind, read one after the other.
 *
 * @module
 */

import { error, type Fault, faultsOf, type Flaw, type Reading } from "../fault.ts";
import type { KubernetesObject } from "../kubernetes.ts";
import { byAge } from "../order.ts";

/** How one object is judged and understood. */
export interface Reader<Object extends KubernetesObject, Good> {
  /** What is wrong with it, by itself and beside the older ones, which stand. */
  readonly flawsOf: (object: Object, older: readonly Good[]) => readonly Flaw[];
  /** Asked only of one without errors. */
  readonly read: (object: Object) => Good;
}

/** Reads the oldest first, so that of two that contradict each other the older stands. The good ones come ordered by name. */
export function readByAge<Object extends KubernetesObject, Good extends { readonly name: string }>(
  objects: readonly Object[],
  reader: Reader<Object, Good>,
): Reading<Good> {
  const valid: Good[] = [];
  const faults: Fault[] = [];
  for (const object of objects.toSorted(byAge)) {
    const { name } = object.metadata;
    const again = valid.some((good) => good.name === name)
      ? [error("metadata.name", "DuplicateEntry", `${name} is there twice; remove one`)]
      : [];
    const flaws = [...again, ...reader.flawsOf(object, valid)];
    faults.push(...faultsOf(object, flaws));
    if (flaws.every((flaw) => flaw.severity !== "error")) valid.push(reader.read(object));
  }
  return { valid: valid.toSorted((one, other) => one.name < other.name ? -1 : 1), faults };
}
