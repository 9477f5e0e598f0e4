/**
 * Addresses put aside: an announcer's first probes found a stranger on them.
 *
 * @module
 */

import type { VirtualIP } from "./crds.ts";
import type { Instant } from "./kubernetes.ts";

/** How long nobody gets an address after a stranger was found on it. */
export const asideMilliseconds = 600_000;

/**
 * Until when the address is put aside; undefined: it is not. One that was established when the stranger came (reason
 * `Defended`) is never put aside.
 */
export function asideUntil(virtualIP: VirtualIP, now: Instant): Instant | undefined {
  for (const condition of virtualIP.status?.conditions ?? []) {
    const { type, status, reason, lastTransitionTime } = condition;
    if (type !== "Conflict" || status !== "True" || reason !== "AddressConflict") continue;
    const until = Date.parse(lastTransitionTime) + asideMilliseconds;
    if (until > now) return until;
  }
  return undefined;
}
