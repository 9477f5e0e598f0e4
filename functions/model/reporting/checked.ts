/**
 * The result of `check`.
 *
 * @module
 */

import type { L2Announcing } from "../advertisements/l2_advertisement.ts";
import type { BGPConfiguration } from "../bgp/configuration.ts";
import type { Fault } from "../fault.ts";
import type { Pool } from "../pools/pool.ts";

export interface Checked {
  /** The valid objects in the form that the other functions use, sorted by name. */
  readonly pools: readonly Pool[];
  readonly l2Advertisements: readonly L2Announcing[];
  readonly bgp: Omit<BGPConfiguration, "faults">;
  /** Sorted by object and field. */
  readonly faults: readonly Fault[];
}
