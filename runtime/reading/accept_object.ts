/**
 * Decides whether the API server would accept an object from a file. Faults in the content of kinds that `check`
 * judges, e.g. pools, are left to `check`.
 *
 * An object that names no namespace gets one of the `HomeNamespaces`: Services, EndpointSlices and Events get `others`,
 * e.g. `default`; other namespaced kinds, e.g. pools, Leases and Secrets, get `configuration`.
 *
 * @module
 */

import { isRecord } from "../../functions/model/shape.ts";
import { isKindName, kindTable } from "../../functions/model/kind_table.ts";
import type { Fault, FaultReason, ObjectReference } from "../../functions/model/fault.ts";
import type { KindName, Kinds } from "../../functions/model/kinds.ts";
import { kindFlaw, legacyFlaw } from "../../functions/model/preflight/unread_objects.ts";
import { customSchemas } from "../store/generated/schemas.ts";
import { homeNamespace } from "../store/home_namespace.ts";
import { incoming } from "../store/incoming.ts";
import { refusals, unknownFields } from "../store/schema.ts";
import type { Fault as SchemaFault } from "../store/schema/structural_schema.ts";
import { cannotRead, type FoundObject } from "./found_object.ts";

/** The result for one object of a file. */
export type Accepted =
  | Named & { readonly is: "object"; readonly kind: KindName }
  /** The API server would refuse the object, or Arpeggio does not read it. */
  | Named & { readonly is: "left out" }
  /** The object belongs to another project. */
  | { readonly is: "foreign" }
  /** The value is no Kubernetes object; `line` contains the place and the reason. */
  | { readonly is: "unreadable"; readonly line: string };

interface Named {
  readonly reference: ObjectReference;
  /** The key of the reference: see `keyOfReference`. */
  readonly key: string;
  readonly faults: readonly Fault[];
}

/** The namespaces for objects that name no namespace. */
export interface HomeNamespaces {
  readonly configuration: string;
  readonly others: string;
}

/** Accepts or rejects an object; calls `add` with an accepted object, reduced to the fields that Arpeggio reads. */
export function acceptObject({ value, placeOf }: FoundObject, namespaces: HomeNamespaces, add: Add): Accepted {
  if (!isRecord(value) || typeof value["kind"] !== "string" || typeof value["apiVersion"] !== "string") {
    const line = `${cannotRead(placeOf(""))} expected a Kubernetes object with apiVersion and kind`;
    return { is: "unreadable", line };
  }
  const { kind, apiVersion } = value;
  const read = isKindName(kind) && kindTable[kind].apiVersion === apiVersion ? kind : undefined;
  const flaw = read === undefined ? kindFlaw({ kind, apiVersion }, served) : undefined;
  if (read === undefined && flaw === undefined) return { is: "foreign" };
  const metadata = isRecord(value["metadata"]) ? value["metadata"] : undefined;
  const name = metadata?.["name"];
  if (metadata === undefined || typeof name !== "string") {
    const flaw = name === undefined || name === null ? "no metadata.name" : "a metadata.name that is no text";
    return { is: "unreadable", line: `${cannotRead(placeOf("metadata"))} the ${kind} has ${flaw}` };
  }
  if (read === undefined) {
    const reference = { apiVersion, kind, ...placed(metadata["namespace"]), name };
    const faults = flaw === undefined ? [] : [{ object: reference, ...flaw }];
    return { is: "left out", reference, key: keyOfReference(reference), faults };
  }
  const where = placed(homeNamespace(read, metadata["namespace"], namespaces.configuration, namespaces.others));
  // An object that names its namespace is not copied, which matters for large dumps.
  const given = where.namespace === metadata["namespace"] ? value : { ...value, metadata: { ...metadata, ...where } };
  return acceptKind(read, given, { apiVersion, kind, ...where, name }, add);
}

/** Stores an accepted object under the key of its reference. */
export type Add = <Kind extends KindName>(kind: Kind, object: Kinds[Kind], key: string) => void;

/** A key with the kind, the namespace and the name of an object. */
export function keyOfReference({ kind, namespace, name }: ObjectReference): string {
  return `${kind} ${namespace ?? ""}/${name}`;
}

function acceptKind(
  kind: KindName,
  given: Readonly<Record<string, unknown>>,
  reference: ObjectReference,
  add: Add,
): Accepted {
  const key = keyOfReference(reference);
  const refused = refusals(kind, given);
  const object = refused.length > 0 ? undefined : incoming(kind, kind === "Secret" ? withEncodedData(given) : given);
  if (object === undefined) {
    return { is: "left out", reference, key, faults: refused.map(faultOf(reference, "error", "InvalidShape")) };
  }
  add(kind, object, key);
  const legacy = kind === "ConfigMap" ? legacyFlaw(textsIn(given["data"])) : undefined;
  const unknown = isCustom(kind) ? unknownFields(kind, given).filter(({ path }) => !path.startsWith("metadata")) : [];
  return {
    is: "object",
    kind,
    reference,
    key,
    faults: [
      ...unknown.map(faultOf(reference, "warning", "UnknownOption")),
      ...legacy === undefined ? [] : [{ object: reference, ...legacy }],
    ],
  };
}

function placed(namespace: unknown): { readonly namespace?: string } {
  return typeof namespace === "string" ? { namespace } : {};
}

const served: Readonly<Record<string, string>> = Object.fromEntries(
  Object.entries(kindTable).map(([kind, { apiVersion }]) => [kind, apiVersion]),
);

/** Moves a Secret's `stringData` into `data`, as an API server does. */
function withEncodedData(given: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  const texts = Object.entries(textsIn(given["stringData"]));
  if (texts.length === 0) return given;
  const encoded = texts.map(([key, text]) => [key, new TextEncoder().encode(text).toBase64()]);
  return { ...given, data: { ...(isRecord(given["data"]) ? given["data"] : {}), ...Object.fromEntries(encoded) } };
}

function textsIn(value: unknown): Readonly<Record<string, string>> {
  const found: Record<string, string> = {};
  for (const [key, text] of isRecord(value) ? Object.entries(value) : []) {
    if (typeof text === "string") found[key] = text;
  }
  return found;
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
