/**
 * The damage of a fault for the clients of an address.
 *
 * @module
 */

/** The damage for the clients of an address between two moments. */
export interface Damage {
  /** Answers with another MAC than before. */
  readonly moved: number;
  /** HTTP requests without an answer. */
  readonly lost: number;
  /** Breaks of the open connection; Infinity if the connection echoed nothing. */
  readonly broken: number;
}
