/**
 * Reads data of unknown shape. The API server refuses data that does not fit the schemas, but files may contain it.
 *
 * @module
 */

import { error, type Flaw } from "./fault.ts";

export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** The value if it is a list, else an empty list. */
export function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

/** The maps in a list; an empty list for any other value. Returns the same list object if all its entries are maps. */
export function mapsOf<Entry extends object>(value: readonly Entry[] | null | undefined): readonly Entry[] {
  if (!Array.isArray(value)) return none;
  // A loop over indices is fastest, and decisions read hundreds of thousands of short lists.
  for (let index = 0; index < value.length; index++) {
    if (!isRecord(value[index])) return value.filter((each): boolean => isRecord(each));
  }
  return value;
}

const none: readonly never[] = [];

/** The texts in a list; an empty list for any other value. */
export function textsOf(value: unknown): readonly string[] {
  return listOf(value).filter((each) => typeof each === "string");
}

/** The value if it is text, else its JSON. */
export function asText(value: unknown): string {
  return typeof value === "string" ? value : JSON.stringify(value) ?? "";
}

/** A flaw if the field has a value that is not a list. */
export function listFlaws(field: string, value: unknown): readonly Flaw[] {
  return value === undefined || value === null || Array.isArray(value)
    ? []
    : [error(field, "InvalidShape", `Cannot read ${field}: not a list`)];
}

export function booleanFlaws(field: string, value: unknown): readonly Flaw[] {
  return value === undefined || value === null || typeof value === "boolean"
    ? []
    : [error(field, "InvalidShape", `Cannot read ${field}: found ${JSON.stringify(value)}; write true or false`)];
}

/**
 * The flaws of a list of names: each name must be text, and no name may occur twice.
 *
 * @param twice the severity of a duplicate name: MetalLB refuses some lists with duplicates, and reads others as a set
 */
export function nameListFlaws(field: string, value: unknown, twice: Flaw["severity"] = "error"): readonly Flaw[] {
  const names = listOf(value);
  return [
    ...listFlaws(field, value),
    ...names.flatMap((name, index): Flaw[] => {
      const place = `${field}[${index}]`;
      if (typeof name !== "string") {
        return [error(place, "InvalidShape", `Cannot read ${JSON.stringify(name)}: not a name`)];
      }
      if (names.indexOf(name) === index) return [];
      return [{
        field: place,
        severity: twice,
        reason: "DuplicateEntry",
        message: `"${name}" comes twice; remove one`,
      }];
    }),
  ];
}
