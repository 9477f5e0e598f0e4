/**
 * The changes that a user asks about: nodes that fail or are drained, objects that are added, changed or deleted.
 *
 * @module
 */

import type { ObjectReference } from "../fault.ts";
import type { ObservedLists } from "../observed.ts";

export interface Supposition {
  /** Nodes that lose power, all at the same time. */
  readonly down: readonly string[];
  /** Nodes to drain: they get the label that excludes them from load balancers, and their Pods stop. */
  readonly drain: readonly string[];
  /** Objects as for `kubectl apply`. Objects that Arpeggio itself creates are ignored. */
  readonly apply: ObservedLists;
  readonly remove: readonly Pick<ObjectReference, "kind" | "namespace" | "name">[];
}
