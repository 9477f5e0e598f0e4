/**
 * How long an address that is taken over was without anybody who answers.
 *
 * @module
 */

import type { Holding } from "./duty.ts";
import { type AddressView, livenessOf } from "./responsibility.ts";
import type { Situation } from "./situation.ts";

/** When the node was last heard that had the address and is dead; nothing of an address that nobody had, or that is handed over. */
export function silentSince(
  { virtualIP: { status }, home }: AddressView,
  { node, peers }: Situation,
): Pick<Holding, "silentSince"> {
  if (status?.node === undefined || status.node === node) return {};
  const before = peers.get(status.node);
  return before?.heardAt === undefined || livenessOf(before, home) !== "nodeDown"
    ? {}
    : { silentSince: before.heardAt };
}
