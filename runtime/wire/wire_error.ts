/**
 * The error of a failed system call.
 *
 * @module
 */

/** The error of a failed system call, with a message such as `Cannot open packet socket: EPERM (needs CAP_NET_RAW)`. */
export class WireError extends Error {
  override readonly name = "WireError";
  /** The name of the errno, such as `ENETDOWN`. */
  readonly code: string;

  constructor(action: string, code: string, hint?: string) {
    super(`Cannot ${action}: ${code}${hint === undefined ? "" : ` (${hint})`}`);
    this.code = code;
  }
}
