/**
 * Faults as lines of text, with the place and the cure.
 *
 * @module
 */

import type { Fault, ObjectReference } from "../../functions/model/fault.ts";
import type { Place } from "./found_object.ts";

/** Returns the place of an object or of its field; undefined if it is in no file. */
export type PlaceOf = (object: ObjectReference, field?: string) => Place | undefined;

/** `pools.yaml:7: IPAddressPool first-pool: spec.addresses[0]: Cannot read …` */
export function faultLine(fault: Fault, placeOf: PlaceOf): string {
  const { object, field, message, severity } = fault;
  const place = placeOf(object, field);
  const where = place === undefined ? "" : `${place.file}:${place.line}: `;
  return `${where}${severity === "warning" ? "warning: " : ""}${object.kind} ${nameOf(object)}: ${field}: ${message}`;
}

/** The line of the fault that caused this object to be left out; undefined if it was not left out. */
export function leftOutLine(
  { kind, namespace, name }: Pick<ObjectReference, "kind" | "namespace" | "name">,
  { faults, placeOf }: { readonly faults: readonly Fault[]; readonly placeOf: PlaceOf },
): string | undefined {
  const fault = faults.find(({ object, severity }) =>
    severity === "error" && object.kind === kind && object.name === name &&
    (namespace === undefined || object.namespace === namespace)
  );
  return fault === undefined ? undefined : faultLine(fault, placeOf);
}

/** The name of an object; for a Service and a ConfigMap with its namespace. */
export function nameOf({ kind, namespace, name }: ObjectReference): string {
  return namespace !== undefined && (kind === "Service" || kind === "ConfigMap") ? `${namespace}/${name}` : name;
}
