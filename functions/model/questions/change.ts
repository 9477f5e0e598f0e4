/**
 * One difference between two plans.
 *
 * @module
 */

import type { ObjectKey } from "../kubernetes.ts";

/** The kinds of changes, the worst first. */
export const changeKinds = [
  "loses its address",
  "gets no address",
  "falls silent",
  "changes its address",
  "is not granted all",
  "moves",
  "is shared by other nodes",
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
  /** A Service's key, or an address. */
  readonly subject: string;
  /** If the subject is an address: its Services. */
  readonly services?: readonly ObjectKey[];
  readonly now: string;
  readonly then: string;
  readonly why: string;
}

/** True if the change takes an address away from clients, or if a Service would not get all that it asks for. */
export function isLoss({ what }: Change): boolean {
  return what === "loses its address" || what === "gets no address" || what === "falls silent" ||
    what === "changes its address" || what === "is not granted all";
}
