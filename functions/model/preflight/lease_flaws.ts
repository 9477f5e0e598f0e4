/**
 * Times in the Leases of announcers that cannot be read or cannot be right.
 *
 * @module
 */

import { error, type Fault, faultsOf, type Flaw, warning } from "../fault.ts";
import { toInstant } from "../instant.ts";
import type { Instant, Lease } from "../kubernetes.ts";
import { announcerLeaseSeconds } from "../lease_times.ts";
import { renewedLater, unreadableTime } from "./preflight_messages.ts";

/** The faults of the Leases' times; `now` is the time of the dump, or the current time. */
export function leaseFaults(leases: readonly Lease[], now: Instant): readonly Fault[] {
  return leases.flatMap((lease) => {
    const { renewTime, acquireTime } = lease.spec ?? {};
    const flaws = [
      ...unreadable("spec.acquireTime", acquireTime, "since when the announcer has been running"),
      ...unreadable("spec.renewTime", renewTime, "whether the announcer runs"),
      ...later(toInstant(renewTime), now),
    ];
    return flaws.length === 0 ? [] : faultsOf(lease, flaws);
  });
}

/** @param time any value, if the Lease is from a file */
function unreadable(field: string, time: unknown, unknown: string): readonly Flaw[] {
  if (time === undefined || toInstant(time) !== undefined) return [];
  return [error(field, "InvalidShape", unreadableTime(time, unknown))];
}

/** A warning if the renewal is more than 40 s in the future. A clock that is wrong by less does no harm. */
function later(renewedAt: Instant | undefined, now: Instant): readonly Flaw[] {
  if (renewedAt === undefined || renewedAt <= now + announcerLeaseSeconds * 1000) return [];
  return [warning("spec.renewTime", "RenewedLater", renewedLater(renewedAt, now))];
}
