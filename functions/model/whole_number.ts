/**
 * Whole numbers between bounds, in data of unknown shape.
 *
 * @module
 */

import { error, type FaultReason, type Flaw } from "./fault.ts";

export interface Bounds {
  readonly from: number;
  readonly to: number;
  readonly reason: FaultReason;
}

/** A flaw if the field has a value that is not a whole number within the bounds. */
export function numberFlaws(field: string, value: unknown, { from, to, reason }: Bounds): readonly Flaw[] {
  if (value === undefined || value === null) return [];
  return typeof value === "number" && Number.isInteger(value) && value >= from && value <= to
    ? []
    : [error(field, reason, `Found ${JSON.stringify(value)}; write a whole number from ${from} to ${to}`)];
}
