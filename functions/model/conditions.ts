/**
 * Conditions as Kubernetes stores them: a list with at most one condition of each type.
 *
 * @module
 */

import { toTimestamp } from "./instant.ts";
import type { Condition, Instant } from "./kubernetes.ts";
import { mapsOf } from "./shape.ts";
import { shortened } from "./shortened.ts";

/** A condition without its time, which {@linkcode withCondition} adds. */
export type Statement = Pick<Condition, "type" | "status" | "reason" | "message">;

export function conditionOf(conditions: readonly Condition[] | undefined, type: string): Condition | undefined {
  return mapsOf(conditions).find((each) => each.type === type);
}

/**
 * The list with this condition, in place of the old one or at the end. Conditions of other writers stay.
 * `lastTransitionTime` changes only if the status changes. Returns the same list object if the list already has the
 * condition.
 */
export function withCondition(
  conditions: readonly Condition[] | undefined,
  { type, status, reason, message: whole }: Statement,
  now: Instant,
): readonly Condition[] {
  const message = shortened(whole, longestMessage);
  const before = conditionOf(conditions, type);
  if (conditions === undefined || before === undefined) {
    return [...mapsOf(conditions), { type, status, reason, message, lastTransitionTime: toTimestamp(now) }];
  }
  if (before.status === status && before.reason === reason && before.message === message) return conditions;
  const lastTransitionTime = before.status === status ? before.lastTransitionTime : toTimestamp(now);
  const after = { ...before, status, reason, message, lastTransitionTime };
  return conditions.map((each) => each === before ? after : each);
}

/** In characters. Kubernetes refuses the whole status if one message has more than 32,768 bytes. */
const longestMessage = 8_192;

/** The list without the condition of this type; the same list object if it has none. */
export function withoutCondition(
  conditions: readonly Condition[] | undefined,
  type: string,
): readonly Condition[] | undefined {
  return conditionOf(conditions, type) === undefined ? conditions : conditions?.filter((each) => each.type !== type);
}
