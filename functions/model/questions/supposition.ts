/**
 * What is supposed of a world: nodes that are lost or drained, objects that come, change or go.
 *
 * @module
 */

import type { ObjectReference } from "../fault.ts";
import type { Observed } from "../observed.ts";

export interface Supposition {
  /** Nodes that lose power, all at once. */
  readonly down: readonly string[];
  /** Nodes that are labelled to be left out of load balancing, and whose Pods go. */
  readonly drain: readonly string[];
  /** Objects as `kubectl apply` would be given them. */
  readonly apply: Pick<Observed, AppliedList>;
  readonly remove: readonly Pick<ObjectReference, "kind" | "namespace" | "name">[];
}

/** What can be applied, as lists of the world. */
export type AppliedList =
  | "services"
  | "namespaces"
  | "nodes"
  | "endpointSlices"
  | "leases"
  | "pools"
  | "l2Advertisements"
  | "bgpPeers"
  | "bgpAdvertisements"
  | "bfdProfiles"
  | "communities";
