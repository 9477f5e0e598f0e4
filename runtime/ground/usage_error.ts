/**
 * The error for a request that cannot be carried out because of the user's input.
 *
 * @module
 */

/**
 * The program prints the message as one line and exits with code 2. The message names the cause and, if it is known,
 * the place, e.g. `pools.yaml:7`.
 */
export class UsageError extends Error {
  override readonly name = "UsageError";
}
