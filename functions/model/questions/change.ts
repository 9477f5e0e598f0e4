/**
 * One difference between two plans.
 *
 * @module
 */

import type { ObjectKey } from "../kubernetes.ts";

/** The worst first. */
export const changeKinds = [
  "loses its address",
  "gets no address",
  "falls silent",
  "changes its address",
  "moves",
  "has fewer speakers",
  "is refused otherwise",
  "goes",
  "gets an address",
  "is announced",
  "has more speakers",
] as const;

export type ChangeKind = typeof changeKinds[number];

export interface Change {
  readonly what: ChangeKind;
  /** A Service, or an address. */
  readonly subject: string;
  /** Of an address: whose it is. */
  readonly services?: readonly ObjectKey[];
  readonly now: string;
  readonly then: string;
  readonly why: string;
}

/** Whether somebody is worse off. */
export function isLoss({ what }: Change): boolean {
  return what === "loses its address" || what === "gets no address" || what === "falls silent" ||
    what === "changes its address";
}
