/**
 * Shortens a message for a field with a limit.
 *
 * @module
 */

/**
 * The message, or only as many of its first parts as have room. Semicolons separate the parts. If not even
 * the first part has room, it is cut.
 *
 * ```ts
 * import { shortened } from "./shortened.ts";
 * import assert from "node:assert/strict";
 * assert.equal(shortened("short", 20), "short");
 * assert.equal(shortened("the first; the second; the third", 24), "the first; and more");
 * ```
 *
 * @param most the limit, in UTF-16 code units
 */
export function shortened(message: string, most: number): string {
  if (message.length <= most) return message;
  const beginning = message.slice(0, most - more.length);
  const end = beginning.lastIndexOf("; ");
  return (end > 0 ? beginning.slice(0, end) : beginning.toWellFormed()) + more;
}

const more = "; and more";
