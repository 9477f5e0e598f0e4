/**
 * Checks the content of the store's own files. This program writes them, but others may be able to write to the folder.
 * An object that no API server would accept is not accepted here either. Of kinds that `check` judges, e.g. pools, only
 * the metadata is checked here.
 *
 * @module
 */

import type { KindName } from "../../../functions/model/kinds.ts";
import { isJudgedByCheck } from "../../../functions/model/kind_table.ts";
import { schemaFaults } from "../schema.ts";
import type { Fault } from "../schema/structural_schema.ts";
import { withoutNulls } from "../without_nulls.ts";
import type { Part } from "./folder_layout.ts";

/**
 * The first fault; undefined if there is none. A status file has no spec, so faults of the spec do not count there.
 * Nulls are removed before the check, since in a status file they remove annotations.
 */
export function partFault(part: Part, content: unknown, kind: KindName): Fault | undefined {
  const faults = schemaFaults(kind, withoutNulls(content));
  return faults.find(({ path }) =>
    path.startsWith("metadata") || (!isJudgedByCheck(kind) && (part === "objects" || !path.startsWith("spec")))
  );
}
