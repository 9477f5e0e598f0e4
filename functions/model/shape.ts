/**
 * First questions to data of unknown shape. An API server with the schemas lets none through; files do.
 *
 * @module
 */

import { error, type Flaw } from "./fault.ts";

export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** The list, or an empty one for whatever else stands there. */
export function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

/** The maps in a list, or none for whatever else stands there; the very same list when it holds nothing else. */
export function mapsOf<Entry extends object>(value: readonly Entry[] | null | undefined): readonly Entry[] {
  if (value === null || value === undefined || !Array.isArray(value)) return [];
  return value.every((each): boolean => isRecord(each)) ? value : value.filter((each): boolean => isRecord(each));
}

/** The texts in a list, or none for whatever else stands there. */
export function textsOf(value: unknown): readonly string[] {
  return listOf(value).filter((each) => typeof each === "string");
}

/** The text, or how something else would be written in JSON. */
export function asText(value: unknown): string {
  return typeof value === "string" ? value : JSON.stringify(value) ?? "";
}

/** What is wrong with an optional list as such. */
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
 * What is wrong with a list of names: each must be text, and stand there once.
 *
 * @param twice what it is when a name comes twice: MetalLB refuses some lists then, and takes others as a set
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
