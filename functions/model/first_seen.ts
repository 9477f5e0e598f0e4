/**
 * Converts times that other machines wrote to the clock of this process, since the clocks of two machines may differ.
 *
 * Why: docs/adr/0032-no-two-clocks.md
 *
 * @module
 */

import { toInstant } from "./instant.ts";
import type { FirstSeen, Instant, ObjectMeta } from "./kubernetes.ts";

/**
 * When this process first saw this text in the object. For an object from a file, and for text that this process wrote
 * itself: the instant that the text names. Undefined if the text names none.
 */
export function ownInstant(
  { firstSeen }: Pick<ObjectMeta, "firstSeen">,
  field: keyof FirstSeen,
  text: unknown,
): Instant | undefined {
  const seen = firstSeen?.[field];
  return seen !== undefined && seen.text === text ? seen.at : toInstant(text);
}

/**
 * The instant that the text names, but not later than when this process first saw the text: the writer's clock may be
 * ahead. Undefined if the text names none.
 */
export function instantUntilSeen(
  metadata: Pick<ObjectMeta, "firstSeen">,
  field: keyof FirstSeen,
  text: unknown,
): Instant | undefined {
  const written = toInstant(text);
  return written === undefined ? undefined : Math.min(written, ownInstant(metadata, field, text) ?? written);
}
