/**
 * Conditions as Kubernetes keeps them: a list with one of each type.
 *
 * @module
 */

import { toTimestamp } from "./instant.ts";
import type { Condition, Instant } from "./kubernetes.ts";
import { mapsOf } from "./shape.ts";

/** What is said now; when that began is for {@linkcode withCondition} to tell. */
export type Statement = Pick<Condition, "type" | "status" | "reason" | "message">;

export function conditionOf(conditions: readonly Condition[] | undefined, type: string): Condition | undefined {
  return mapsOf(conditions).find((each) => each.type === type);
}

/**
 * The list with this condition, in its place or at the end; all others are somebody else's and stay. The very same list when it
 * says so already. `lastTransitionTime` changes with the status only.
 */
export function withCondition(
  conditions: readonly Condition[] | undefined,
  { type, status, reason, message: whole }: Statement,
  now: Instant,
): readonly Condition[] {
  const message = shortened(whole);
  const before = conditionOf(conditions, type);
  if (conditions === undefined || before === undefined) {
    return [...mapsOf(conditions), { type, status, reason, message, lastTransitionTime: toTimestamp(now) }];
  }
  if (before.status === status && before.reason === reason && before.message === message) return conditions;
  const lastTransitionTime = before.status === status ? before.lastTransitionTime : toTimestamp(now);
  const after = { ...before, status, reason, message, lastTransitionTime };
  return conditions.map((each) => each === before ? after : each);
}

/** Kubernetes refuses a message of more than 32,768 bytes, and with it the whole status. */
const longestMessage = 8_192;

/** Cut behind a part of it, where it is too long: the first parts are enough to begin with. */
function shortened(message: string): string {
  if (message.length <= longestMessage) return message;
  const beginning = message.slice(0, longestMessage);
  const end = beginning.lastIndexOf("; ");
  return `${end > 0 ? beginning.slice(0, end) : beginning.toWellFormed()}; and more`;
}

/** The list without that condition; the very same when there is none. */
export function withoutCondition(
  conditions: readonly Condition[] | undefined,
  type: string,
): readonly Condition[] | undefined {
  return conditionOf(conditions, type) === undefined ? conditions : conditions?.filter((each) => each.type !== type);
}
