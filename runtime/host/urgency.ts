/**
 * The urgency of a write. Pure.
 *
 * @module
 */

import type { Write } from "../store/store.ts";

/**
 * The urgency of a write depends on the party that waits for it:
 * - `address`: the user who created the Service waits,
 * - `wire`: the announcers wait, to answer for an address or to be silent,
 * - `account`: nobody waits; the write only reports a decision.
 */
export type Urgency = "address" | "wire" | "account";

/** The most urgent first. */
export const urgencies: readonly Urgency[] = ["address", "wire", "account"];

export function urgencyOf(write: Write): Urgency {
  if (write.action === "create") {
    const { object } = write;
    const isAnnounced = object.kind === "VirtualIP" && (object.spec.l2 !== undefined || object.spec.bgp !== undefined);
    return isAnnounced ? "wire" : "account";
  }
  const { kind } = write.target;
  if (kind === "Role") return "wire";
  // Labels choose the announcers that follow a VirtualIP. A changed order is one patch of labels and spec, so a patch
  // of labels alone is not urgent.
  if (kind === "VirtualIP") return write.action === "delete" || "spec" in write.patch ? "wire" : "account";
  const { status }: { readonly status?: unknown } = write.action === "delete" ? {} : write.patch;
  return kind === "Service" && Object(status).loadBalancer !== undefined ? "address" : "account";
}
