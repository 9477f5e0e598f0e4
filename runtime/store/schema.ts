/**
 * Checks that an object from a file has the shape of its kind. Objects from an API server need no check: the server has
 * checked them.
 *
 * @module
 */

import type { CustomKinds } from "../../functions/model/crds.ts";
import { isJudgedByCheck } from "../../functions/model/kind_table.ts";
import type { KindName, Kinds } from "../../functions/model/kinds.ts";
import { remembering } from "../../functions/model/remembering.ts";
import { coreSchemas, objectMeta } from "./core_schemas.ts";
import { customApiVersions, customSchemas } from "./generated/schemas.ts";
import { type Fault, faults, type Schema, unknownFields as fieldsNotIn } from "./schema/structural_schema.ts";

/** A kind that has a schema. */
export type SchemaKind = KindName | keyof CustomKinds;

const coreApiVersions = {
  Service: "v1",
  Namespace: "v1",
  Node: "v1",
  EndpointSlice: "discovery.k8s.io/v1",
  Lease: "coordination.k8s.io/v1",
  Event: "v1",
  Secret: "v1",
  ConfigMap: "v1",
  Role: "rbac.authorization.k8s.io/v1",
} as const satisfies { [K in keyof typeof coreSchemas]: Kinds[K]["apiVersion"] };

const apiVersions: Readonly<Record<SchemaKind, string>> = { ...coreApiVersions, ...customApiVersions };
const bodies: Readonly<Record<SchemaKind, Schema>> = { ...coreSchemas, ...customSchemas };

/**
 * The faults in an object's shape, each with its path; empty if there are none. Unknown fields are no fault. `object`
 * may be any value; never throws.
 *
 * ```ts
 * import { schemaFaults } from "./schema.ts";
 * import assert from "node:assert/strict";
 * const pool = {
 *   apiVersion: "metallb.io/v1beta1",
 *   kind: "IPAddressPool",
 *   metadata: { name: "first-pool" },
 *   spec: { addresses: [5] },
 * };
 * assert.deepEqual(schemaFaults("IPAddressPool", pool), [
 *   { path: "spec.addresses[0]", message: "expected text, found number 5" },
 * ]);
 * ```
 */
export function schemaFaults(kind: SchemaKind, object: unknown): readonly Fault[] {
  return faults(wholeSchema(kind), object);
}

/**
 * The faults because of which an object is refused. `check` judges pools and similar kinds: only their metadata counts.
 */
export function refusals(kind: KindName, object: unknown): readonly Fault[] {
  return schemaFaults(kind, object).filter(({ path }) => path.startsWith("metadata") || !isJudgedByCheck(kind));
}

/** The fields that the kind does not have, e.g. misspelt fields. An API server drops them. */
export function unknownFields(kind: SchemaKind, object: unknown): readonly Fault[] {
  return fieldsNotIn(wholeSchema(kind), object);
}

/** True if the object has the shape of this kind. */
export function isKind<K extends KindName>(kind: K, object: unknown): object is Kinds[K] {
  return schemaFaults(kind, object).length === 0;
}

/** The schema of whole objects, built once for each kind. */
const wholeSchema = remembering((kind: SchemaKind) => kind, (kind): Schema => {
  const body = bodies[kind];
  return {
    ...body,
    required: ["apiVersion", "kind", "metadata", ...body.required ?? []],
    properties: {
      apiVersion: { type: "string", enum: [apiVersions[kind]] },
      kind: { type: "string", enum: [kind] },
      metadata: objectMeta,
      ...body.properties,
    },
  };
});
