/**
 * The nodes that share the hosts of an address, by its plan.
 *
 * Why: docs/adr/0029-one-address-many-nodes.md
 *
 * @module
 */

import type { VirtualIPSpec } from "../crds.ts";
import type { Order } from "./standbys.ts";

/** The nodes that share the address, in the plan's order; empty: one node serves all hosts. */
export function sharersOf(l2: VirtualIPSpec["l2"]): Order {
  return l2?.loadSharing === "hosts" && l2.order.length > 1 ? l2.order : [];
}
