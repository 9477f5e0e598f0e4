/**
 * The faults that an answer lists beside its decisions.
 *
 * @module
 */

import type { Fault } from "../fault.ts";

/** All faults except errors of Services: the answer shows these errors next to the missing address. */
export function shownFaults(faults: readonly Fault[]): readonly Fault[] {
  return faults.filter(({ object, severity }) => object.kind !== "Service" || severity === "warning");
}
