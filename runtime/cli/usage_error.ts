/**
 * What the user asked for cannot be done as asked.
 *
 * @module
 */

/** Ends the program with exit code 2 and the message as its one line. The message names the place, e.g. `pools.yaml:7`. */
export class UsageError extends Error {
  override readonly name = "UsageError";
}
