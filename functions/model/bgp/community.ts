/**
 * BGP communities, and the names that Community objects give them.
 *
 * @module
 */

import type { Community } from "../crds.ts";
import { error, type Flaw, type Reading } from "../fault.ts";
import { namespaceFlaws } from "../pools/namespace_flaws.ts";
import { readByAge } from "../read_by_age.ts";
import { isRecord, listFlaws, listOf } from "../shape.ts";

/** A community of two 16-bit numbers (RFC 1997), or a large community of three 32-bit numbers (RFC 8092). */
export interface BGPCommunity {
  readonly size: "standard" | "large";
  /** Numbers without leading zeros, joined by ":". */
  readonly text: string;
}

/** The names that one Community object defines. */
export interface CommunityNames {
  readonly name: string;
  readonly values: ReadonlyMap<string, BGPCommunity>;
}

/**
 * Reads `A:B` or `large:A:B:C`; undefined for any other value.
 *
 * ```ts
 * import { parseCommunity } from "./community.ts";
 * import assert from "node:assert/strict";
 * assert.deepEqual(parseCommunity("65535:65281"), { size: "standard", text: "65535:65281" });
 * assert.deepEqual(parseCommunity("large:64512:1:2"), { size: "large", text: "64512:1:2" });
 * assert.equal(parseCommunity("64512:1:2"), undefined);
 * assert.equal(parseCommunity("65536:1"), undefined);
 * ```
 */
export function parseCommunity(text: unknown): BGPCommunity | undefined {
  if (typeof text !== "string") return undefined;
  const large = text.startsWith("large:");
  const parts = (large ? text.slice("large:".length) : text).split(":");
  const largest = large ? 0xffffffff : 0xffff;
  const fits = parts.length === (large ? 3 : 2) &&
    parts.every((part) => /^\d{1,10}$/.test(part) && Number(part) <= largest);
  return fits ? { size: large ? "large" : "standard", text: parts.map(Number).join(":") } : undefined;
}

/**
 * The valid Community objects, sorted by name, and the faults of all. If two objects define the same name, the newer
 * one is not valid.
 *
 * @param namespace the namespace of Communities; a Community in another namespace has a fault, and is not valid
 */
export function readCommunities(objects: readonly Community[], namespace: string): Reading<CommunityNames> {
  return readByAge(objects, {
    flawsOf: (object, older) =>
      communityFlaws(object, namespace, new Set(older.flatMap(({ values }) => [...values.keys()]))),
    read: namesOf,
  });
}

/** By name: the BGP community with this name. */
export function communityValues(communities: readonly CommunityNames[]): ReadonlyMap<string, BGPCommunity> {
  return new Map(communities.flatMap(({ values }) => [...values]));
}

function communityFlaws(object: Community, namespace: string, taken: Set<string>): readonly Flaw[] {
  const spec: unknown = object.spec ?? {};
  if (!isRecord(spec)) return [error("spec", "InvalidShape", "Cannot read spec: not an object")];
  const field = "spec.communities";
  return [
    ...namespaceFlaws(object, namespace),
    ...listFlaws(field, spec["communities"]),
    ...listOf(spec["communities"]).flatMap((each, index) => entryFlaws(`${field}[${index}]`, each, taken)),
  ];
}

function entryFlaws(place: string, entry: unknown, taken: Set<string>): readonly Flaw[] {
  if (!isRecord(entry)) return [error(place, "InvalidShape", "Cannot read community: not an object")];
  const { name, value } = entry;
  if (typeof name !== "string" || name === "") return [error(`${place}.name`, "InvalidCommunity", "It needs a name")];
  const again = taken.has(name);
  taken.add(name);
  return [
    ...(again ? [error(`${place}.name`, "DuplicateEntry", `"${name}" is defined already; choose another name`)] : []),
    ...(parseCommunity(value) === undefined ? [error(`${place}.value`, "InvalidCommunity", unreadable(value))] : []),
  ];
}

/** The message about a value that is not a community. */
export function unreadable(value: unknown): string {
  return `Cannot read ${JSON.stringify(value)}: not a community; write A:B with numbers up to 65535, or ` +
    "large:A:B:C with numbers up to 4294967295";
}

function namesOf({ metadata: { name }, spec }: Community): CommunityNames {
  const values = new Map<string, BGPCommunity>();
  for (const entry of spec?.communities ?? []) {
    const value = parseCommunity(entry.value);
    if (entry.name !== undefined && value !== undefined) values.set(entry.name, value);
  }
  return { name, values };
}
