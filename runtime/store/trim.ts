/**
 * Trims an object from outside to the fields that its row in `kindTable` keeps. Pure.
 *
 * @module
 */

import type { Kept, KeptFields } from "../../functions/model/kept_fields.ts";
import { kindTable } from "../../functions/model/kind_table.ts";
import type { KindName } from "../../functions/model/kinds.ts";
import type { FieldManager } from "../../functions/model/kubernetes.ts";
import { isRecord, listOf } from "../../functions/model/shape.ts";

/** The annotation with the last manifest of `kubectl apply`, which is a second copy of the object. */
const lastApplied = "kubectl.kubernetes.io/last-applied-configuration";

/** The object with only the fields that Arpeggio reads, and without null fields. */
export function trim(kind: KindName, object: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  return { apiVersion: kindTable[kind].apiVersion, kind, ...pickFields(kindTable[kind].kept, object) };
}

function pick(shape: Kept, value: unknown): unknown {
  if (shape === "all") return value;
  if (Array.isArray(value)) return value.map((element) => pick(shape, element));
  return isRecord(value) ? pickFields(shape, value) : value;
}

/** The fields of a value that a shape keeps, without null fields. */
export function pickFields(
  shape: KeptFields,
  fields: Readonly<Record<string, unknown>>,
): Record<string, unknown> {
  const kept: Record<string, unknown> = {};
  for (const name in shape) {
    const value = fields[name];
    const inside = shape[name];
    if (value === undefined || value === null || inside === undefined || isFilledIn(name, value)) continue;
    const picked = pickField(name, inside, value);
    if (picked !== undefined) kept[name] = picked;
  }
  return kept;
}

function pickField(name: string, inside: Kept, value: unknown): unknown {
  if (name === "annotations") return withoutLastApplied(value);
  return name === "managedFields" ? addressManagers(value) : pick(inside, value);
}

/** The field managers of `status.loadBalancer`; the rest of `managedFields` is dropped. */
function addressManagers(value: unknown): readonly FieldManager[] | undefined {
  const owners = listOf(value).flatMap((entry) => {
    if (!isRecord(entry) || typeof entry["manager"] !== "string") return [];
    const fields = entry["fieldsV1"];
    const status = isRecord(fields) ? fields["f:status"] : undefined;
    if (!isRecord(status) || status["f:loadBalancer"] === undefined) return [];
    const { manager, time } = entry;
    return [{ manager, ...(typeof time === "string" && { time }) }];
  });
  return owners.length === 0 ? undefined : owners;
}

/** True for a default that an API server fills in. It is dropped, so that it does not look like a difference. */
function isFilledIn(name: string, value: unknown): boolean {
  return name === "ipMode" && value === "VIP";
}

function withoutLastApplied(annotations: unknown): unknown {
  if (!isRecord(annotations) || !(lastApplied in annotations)) return annotations;
  const { [lastApplied]: _, ...others } = annotations;
  return Object.keys(others).length === 0 ? undefined : others;
}
