/**
 * Reads the objects of one kind one by one, from the oldest to the youngest.
 *
 * @module
 */

import { error, type Fault, faultsOf, type Flaw, type Reading } from "./fault.ts";
import type { KubernetesObject } from "./kubernetes.ts";
import { byAge, compare } from "./order.ts";

/** How one object is checked and read. */
export interface Reader<Object extends KubernetesObject, Good> {
  /** Returns the flaws of an object: in its own fields, and in comparison with older valid objects. */
  readonly flawsOf: (object: Object, older: readonly Good[]) => readonly Flaw[];
  /** Reads an object. Called only for an object without errors. */
  readonly read: (object: Object) => Good;
}

/**
 * Reads the objects from the oldest to the youngest: if two contradict each other, the older one is valid. The valid
 * objects are sorted by name.
 */
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
  return { valid: valid.toSorted((one, other) => compare(one.name, other.name)), faults };
}
