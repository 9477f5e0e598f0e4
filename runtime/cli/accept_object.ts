/**
 * Whether the API server would take an object from a file, and as what.
 *
 * @module
 */

import type { CustomKinds } from "../../functions/model/crds.ts";
import type { Fault, FaultReason, ObjectReference } from "../../functions/model/fault.ts";
import type { KindName, Kinds } from "../../functions/model/kinds.ts";
import { customSchemas } from "../store/generated/schemas.ts";
import { incoming } from "../store/incoming.ts";
import { resources } from "../store/resources.ts";
import { faults as schemaFaults, type Schema, unknownFields } from "../store/structural_schema.ts";
import { builtinSchemas, metadataSchema } from "./builtin_schemas.ts";
import type { FoundObject } from "./manifest_text.ts";
import { UsageError } from "./usage_error.ts";

export interface Accepted<Kind extends KindName> {
  /** Absent: it would be refused. */
  readonly object?: Kinds[Kind];
  readonly reference: ObjectReference;
  readonly faults: readonly Fault[];
}

/**
 * The kind of an object; undefined for a kind, or a version of one, that no decision is made from. Throws `UsageError` for what
 * is no Kubernetes object at all.
 */
export function kindOf({ value, place }: FoundObject): KindName | undefined {
  const at = `${place.file}:${place.line}`;
  if (!isMap(value) || typeof value["kind"] !== "string" || typeof value["apiVersion"] !== "string") {
    throw new UsageError(`Cannot read ${at}: expected a Kubernetes object with apiVersion and kind`);
  }
  const { kind, apiVersion } = value;
  return isKindName(kind) && resources[kind].apiVersion === apiVersion ? kind : undefined;
}

/**
 * The object with the fields that matter, or what is wrong with it. One without a namespace goes where `kubectl apply` would be
 * told to put it: configuration into its namespace, the rest into `default`.
 */
export function acceptObject<Kind extends KindName>(
  kind: Kind,
  { value, place }: FoundObject,
  namespace: string,
): Accepted<Kind> {
  const given = withoutNulls(value);
  const metadata = isMap(given) && isMap(given["metadata"]) ? given["metadata"] : undefined;
  const name = metadata?.["name"];
  if (!isMap(given) || metadata === undefined || typeof name !== "string") {
    throw new UsageError(`Cannot read ${place.file}:${place.line}: the ${kind} has no metadata.name`);
  }
  const where = namespaceOf(kind, metadata["namespace"], namespace);
  const reference: ObjectReference = { apiVersion: resources[kind].apiVersion, kind, ...where, name };
  const faultAt =
    (severity: Fault["severity"], reason: FaultReason) => (found: { path: string; message: string }): Fault => ({
      object: reference,
      field: found.path,
      reason,
      message: found.message,
      severity,
    });
  const { metadata: _, apiVersion: __, kind: ___, ...rest } = given;
  const wrong = [
    ...schemaFaults(metadataSchema, metadata, "metadata"),
    ...(isJudgedByCheck(kind) ? [] : schemaFaults(schemaOf(kind), rest)),
  ];
  if (wrong.length > 0) return { reference, faults: wrong.map(faultAt("error", "InvalidShape")) };
  const object = incoming(kind, { ...given, metadata: { ...metadata, ...where } });
  const unknown = isCustom(kind) ? unknownFields(customSchemas[kind], rest) : [];
  return {
    reference,
    faults: unknown.map(faultAt("warning", "UnknownOption")),
    ...(object !== undefined && { object }),
  };
}

/** `check` looks at these field by field, and says more than their schema. */
function isJudgedByCheck(kind: KindName): boolean {
  return kind === "IPAddressPool" || kind === "L2Advertisement";
}

function namespaceOf(kind: KindName, given: unknown, namespace: string): { readonly namespace?: string } {
  if (!resources[kind].namespaced) return {};
  if (typeof given === "string") return { namespace: given };
  return { namespace: isCustom(kind) || kind === "Lease" ? namespace : "default" };
}

function schemaOf(kind: KindName): Schema {
  return isCustom(kind) ? customSchemas[kind] : builtinSchemas[kind];
}

function isCustom(kind: KindName): kind is KindName & keyof CustomKinds {
  return Object.hasOwn(customSchemas, kind);
}

function isKindName(kind: string): kind is KindName {
  return Object.hasOwn(resources, kind);
}

/** A field that is null is not there, as the API server reads it. */
function withoutNulls(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutNulls);
  if (!isMap(value)) return value;
  const fields = Object.entries(value).filter(([, field]) => field !== null && field !== undefined);
  return Object.fromEntries(fields.map(([name, field]) => [name, withoutNulls(field)]));
}

function isMap(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
