/**
 * Whether the API server would take an object from a file, and as what.
 *
 * @module
 */

import type { Fault, FaultReason, ObjectReference } from "../../functions/model/fault.ts";
import type { KindName, Kinds } from "../../functions/model/kinds.ts";
import { customSchemas } from "../store/generated/schemas.ts";
import { homeNamespace } from "../store/home_namespace.ts";
import { incoming } from "../store/incoming.ts";
import { isFields } from "../store/json.ts";
import { judgedKinds } from "../store/judged_kinds.ts";
import { resources } from "../store/resources.ts";
import { schemaFaults, unknownFields } from "../store/schema.ts";
import type { Fault as SchemaFault } from "../store/structural_schema.ts";
import { withoutNulls } from "../store/without_nulls.ts";
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
export function kindOf({ value, placeOf }: FoundObject): KindName | undefined {
  if (!isFields(value) || typeof value["kind"] !== "string" || typeof value["apiVersion"] !== "string") {
    const { file, line } = placeOf("");
    throw new UsageError(`Cannot read ${file}:${line}: expected a Kubernetes object with apiVersion and kind`);
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
  { value, placeOf }: FoundObject,
  namespace: string,
): Accepted<Kind> {
  const given = withoutNulls(value);
  const metadata = isFields(given) && isFields(given["metadata"]) ? given["metadata"] : undefined;
  const name = metadata?.["name"];
  if (!isFields(given) || metadata === undefined || typeof name !== "string") {
    const { file, line } = placeOf("metadata");
    throw new UsageError(`Cannot read ${file}:${line}: the ${kind} has no metadata.name`);
  }
  const home = homeNamespace(kind, metadata["namespace"], namespace);
  const where = home === undefined ? {} : { namespace: home };
  const reference: ObjectReference = { apiVersion: resources[kind].apiVersion, kind, ...where, name };
  const wrong = schemaFaults(kind, given).filter(({ path }) => path.startsWith("metadata") || !judgedKinds.has(kind));
  if (wrong.length > 0) return { reference, faults: wrong.map(faultOf(reference, "error", "InvalidShape")) };
  const object = incoming(kind, { ...given, metadata: { ...metadata, ...where } });
  const unknown = isCustom(kind) ? unknownFields(kind, given).filter(({ path }) => !path.startsWith("metadata")) : [];
  const faults = unknown.map(faultOf(reference, "warning", "UnknownOption"));
  return { reference, faults, ...(object !== undefined && { object }) };
}

function faultOf(
  object: ObjectReference,
  severity: Fault["severity"],
  reason: FaultReason,
): (of: SchemaFault) => Fault {
  return ({ path, message }) => ({ object, field: path, reason, message, severity });
}

function isCustom(kind: KindName): boolean {
  return Object.hasOwn(customSchemas, kind);
}

function isKindName(kind: string): kind is KindName {
  return Object.hasOwn(resources, kind);
}
