/**
 * Faults of a pool: in its own fields, and in comparison with other pools.
 *
 * @module
 */

import { choices, isChoice } from "./choice.ts";
import type { IPAddressPool } from "../crds.ts";
import { error, type Flaw, warning } from "../fault.ts";
import { annotationChoose } from "../names.ts";
import { namespaceFlaws } from "./namespace_flaws.ts";
import { parseRange, rangeText } from "../addresses/range.ts";
import { RangeIndex } from "../addresses/range_index.ts";
import { selectorListFlaws } from "../selector_flaws.ts";
import { asText, booleanFlaws, isRecord, listFlaws, listOf, nameListFlaws } from "../shape.ts";
import { specialUse } from "../addresses/special_use.ts";

/** Faults of the pool, without a comparison with other pools. */
export function poolFlaws(object: IPAddressPool, namespace: string): readonly Flaw[] {
  const spec: unknown = object.spec;
  if (!isRecord(spec)) return [error("spec", "NoAddresses", "The pool has no spec; give it addresses")];
  return [
    ...namespaceFlaws(object, namespace),
    ...addressFlaws(spec["addresses"]),
    ...booleanFlaws("spec.autoAssign", spec["autoAssign"]),
    ...booleanFlaws("spec.avoidBuggyIPs", spec["avoidBuggyIPs"]),
    ...allocationFlaws(spec["serviceAllocation"]),
    ...chooseFlaws(object),
  ];
}

/**
 * The flaws of the pool in comparison with older valid pools: overlapping addresses, or the same name.
 *
 * @param taken the ranges of the older pools
 * @param names the names of the older pools
 */
export function overlapFlaws(
  object: IPAddressPool,
  taken: RangeIndex<string>,
  names: ReadonlySet<string>,
): readonly Flaw[] {
  const { name } = object.metadata;
  if (names.has(name)) return [error("metadata.name", "DuplicateEntry", `There are two pools ${name}; remove one`)];
  return object.spec.addresses.flatMap((entry, index) => {
    const range = parseRange(entry);
    const other = typeof range === "string" ? undefined : taken.overlapping(range);
    return other === undefined ? [] : [overlap(index, entry, `${rangeText(other.range)} of pool ${other.owner}`)];
  });
}

function addressFlaws(value: unknown): readonly Flaw[] {
  const field = "spec.addresses";
  const entries = listOf(value);
  if (Array.isArray(value) ? entries.length === 0 : value === undefined || value === null) {
    return [error(field, "NoAddresses", "The pool has no addresses; write at least one CIDR or range")];
  }
  const ranges = new RangeIndex<string>();
  const flaws: Flaw[] = [...listFlaws(field, value)];
  entries.forEach((entry, index) => {
    const range = parseRange(entry);
    if (typeof range === "string") {
      flaws.push(error(`${field}[${index}]`, "InvalidAddress", range));
      return;
    }
    const other = ranges.overlapping(range);
    if (other === undefined) ranges.add(range, asText(entry));
    else flaws.push(overlap(index, asText(entry), `${other.owner} of the same pool`));
    const special = specialUse(range);
    if (special !== undefined) {
      const message = `${asText(entry)} contains ${special}, which no client can reach; take them out`;
      flaws.push(warning(`${field}[${index}]`, "SpecialAddresses", message));
    }
  });
  return flaws;
}

function overlap(index: number, entry: string, other: string): Flaw {
  return error(
    `spec.addresses[${index}]`,
    "OverlappingAddresses",
    `${entry} overlaps with ${other}; take it out of one`,
  );
}

function allocationFlaws(value: unknown): readonly Flaw[] {
  const field = "spec.serviceAllocation";
  if (value === undefined || value === null) return [];
  if (!isRecord(value)) return [error(field, "InvalidShape", `Cannot read ${field}: not an object`)];
  return [
    ...priorityFlaws(`${field}.priority`, value["priority"]),
    ...nameListFlaws(`${field}.namespaces`, value["namespaces"]),
    ...selectorListFlaws(`${field}.namespaceSelectors`, value["namespaceSelectors"]),
    ...selectorListFlaws(`${field}.serviceSelectors`, value["serviceSelectors"]),
  ];
}

function priorityFlaws(field: string, value: unknown): readonly Flaw[] {
  if (value === undefined || value === null) return [];
  if (typeof value !== "number" || !Number.isInteger(value)) {
    return [error(field, "InvalidPriority", `Cannot read ${JSON.stringify(value)}: not a whole number`)];
  }
  if (value >= 0) return [];
  return [
    warning(field, "InvalidPriority", `${value} is below 0 and counts as unset, which goes last; write 1 or more`),
  ];
}

function chooseFlaws(object: IPAddressPool): readonly Flaw[] {
  const choice: unknown = object.metadata.annotations?.[annotationChoose];
  if (choice === undefined || isChoice(choice)) return [];
  const message = `${JSON.stringify(choice)} is not a choice; write ${choices.join(" or ")}`;
  return [warning(`metadata.annotations["${annotationChoose}"]`, "UnknownOption", message)];
}
