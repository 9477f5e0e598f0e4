/**
 * Whether what stands in one of the store's own files may be there. It is written by programs, and read from a folder that
 * everybody may write to: an object that no API server would let through must not come in by this door either.
 *
 * @module
 */

import type { KindName } from "../../../functions/model/kinds.ts";
import { judgedKinds } from "../judged_kinds.ts";
import { schemaFaults } from "../schema.ts";
import type { Fault } from "../structural_schema.ts";
import { withoutNulls } from "../without_nulls.ts";
import type { Part } from "./folder_layout.ts";

/** The first fault; undefined: all is well. A status stands without its spec, and nulls there take annotations away. */
export function partFault(part: Part, content: unknown, kind: KindName): Fault | undefined {
  const faults = schemaFaults(kind, withoutNulls(content));
  return faults.find(({ path }) =>
    path.startsWith("metadata") || (!judgedKinds.has(kind) && (part === "objects" || !path.startsWith("spec")))
  );
}
