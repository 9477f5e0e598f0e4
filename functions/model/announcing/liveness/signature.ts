/**
 * The evidence from the Leases of a node that is not heard. Frames on the wire can be forged. But a Lease comes through
 * the API server, and only the node itself can renew it.
 *
 * Why: docs/adr/0025-signed-evidence.md
 *
 * @module
 */

import type { Instant } from "../../kubernetes.ts";
import { kubeletPatienceMs, leaseInFlightMs, leaseProofMs, signaturePatienceMs } from "../timing.ts";

/**
 * - `unknown`: there is no such Lease, or it has not been read, or the API server does not answer. Then frames on the
 *   wire are believed.
 * - `open`: the Lease has been read, but the time in which it should change is not over.
 * - `alive`: for an announcer's Lease: it was renewed a short time ago, and after the node fell silent. For a kubelet's
 *   Lease: it was renewed a short time ago.
 * - `dead`: the Lease could be read all the time, but it did not change in the time in which it should have.
 */
export type Signature = "unknown" | "open" | "alive" | "dead";

export interface Signatures {
  /** The Lease of the node's announcer. */
  readonly announcer: Signature;
  /** The node's Lease in `kube-node-lease`, which its kubelet renews every 10 s. */
  readonly kubelet: Signature;
  /** The last seen resourceVersion of the Lease of the node's announcer; absent: no Lease was seen. */
  readonly leaseVersion?: string;
}

/** A node without Leases. */
export const unsigned: Signatures = { announcer: "unknown", kubelet: "unknown" };

/**
 * The changes of one Lease that this node saw. All times are by this node's own clock, since the times in the Lease are
 * by another machine's clock.
 */
export interface LeaseRecord {
  /** When this node last saw the Lease change; `-Infinity`: never. */
  readonly changedAt: Instant;
  /** Since when every read has succeeded and shown no change. */
  readonly steadySince: Instant;
  /** When the Lease was last read. */
  readonly readAt: Instant;
}

/**
 * Judges a node by its announcer's Lease. If an announcer stops hearing a peer, it renews its Lease at once and then
 * every 2 s. It does the same if a peer's Lease says that the peer does not hear it.
 *
 * @param silentSince when the node's last heartbeat arrived
 */
export function announcerSignature(lease: LeaseRecord | undefined, silentSince: Instant, now: Instant): Signature {
  if (lease === undefined) return "unknown";
  const { changedAt, steadySince, readAt } = lease;
  // A renewal proves nothing if it was sent before the node died.
  if (changedAt > silentSince + leaseInFlightMs && now - changedAt < leaseProofMs) return "alive";
  return readAt - Math.max(silentSince, steadySince) >= signaturePatienceMs ? "dead" : "open";
}

/** Judges a node by its kubelet's Lease. */
export function kubeletSignature(lease: LeaseRecord | undefined, now: Instant): Signature {
  if (lease === undefined) return "unknown";
  if (now - lease.changedAt < kubeletPatienceMs) return "alive";
  return lease.readAt - lease.steadySince >= kubeletPatienceMs ? "dead" : "open";
}
