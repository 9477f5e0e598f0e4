/**
 * Checks configuration against the schemas of its kinds. This finds faults that `check` does not find otherwise, such
 * as lists and texts that are too long. An API server would refuse these objects.
 *
 * @module
 */

import { type Fault, type ObjectReference, referenceTo } from "../../functions/model/fault.ts";
import type { Observed } from "../../functions/model/observed.ts";
import { schemaFaults } from "../store/schema.ts";

/**
 * @param known the faults that `check` has found; a schema fault is left out if one of them is an error in the same
 * field, around it or inside it
 */
export function schemaLimits(
  { pools, l2Advertisements, bgpPeers, bgpAdvertisements, bfdProfiles, communities }: Observed,
  known: readonly Fault[],
): readonly Fault[] {
  const objects = [...pools, ...l2Advertisements, ...bgpPeers, ...bgpAdvertisements, ...bfdProfiles, ...communities];
  const fields = Map.groupBy(known, ({ object }) => keyOf(object));
  return objects.flatMap((object) => {
    const reference = referenceTo(object);
    const said = (fields.get(keyOf(reference)) ?? []).filter(({ severity }) => severity === "error");
    return schemaFaults(object.kind, object)
      .filter(({ path }) => path.startsWith("spec") && !said.some(({ field }) => touches(field, path)))
      .map(({ path, message }): Fault => ({
        object: reference,
        field: path,
        reason: "InvalidShape",
        message,
        severity: "error",
      }));
  });
}

function keyOf({ kind, namespace, name }: ObjectReference): string {
  return `${kind} ${namespace}/${name}`;
}

/** True if the fields are the same, or if one contains the other. */
function touches(one: string, other: string): boolean {
  return one.startsWith(other) || other.startsWith(one);
}
