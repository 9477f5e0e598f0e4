/**
 * Services that have an address, and not all that they ask for.
 *
 * @module
 */

import type { Allocation } from "./allocation.ts";
import { assigned } from "./allocation_messages.ts";

/** Whether more is said of the Service's addresses than that it has them. */
export function isShort({ addresses, pool, verdict }: Allocation): boolean {
  return pool !== undefined && verdict.message !== assigned(addresses, pool).message;
}
