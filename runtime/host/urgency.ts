import type { Write } from "../store/store.ts";

/**
 * How urgent a write is, by what waits for it:
 * - `address`: whoever created the Service,
 * - `wire`: the announcers, to answer for an address or to be silent,
 * - `account`: nobody; it tells what has been decided.
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
  if (kind === "VirtualIP") return "wire";
  const { status }: { readonly status?: unknown } = write.action === "delete" ? {} : write.patch;
  return kind === "Service" && Object(status).loadBalancer !== undefined ? "address" : "account";
}
