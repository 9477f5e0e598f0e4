/**
 * Times in the Leases of announcers that cannot be read or cannot be right.
 *
 * @module
 */

import { error, type Fault, faultsOf, type Flaw, warning } from "../fault.ts";
import { toInstant } from "../instant.ts";
import type { Instant } from "../kubernetes.ts";
import { announcerLeaseSeconds, yearMs } from "../lease_times.ts";
import type { Moment } from "../moment.ts";
import type { Observed } from "../observed.ts";
import { renewedLater, renewedLongAgo, unreadableTime } from "./preflight_messages.ts";

/** The faults of the Leases' times. */
export function leaseFaults(observed: Moment & Pick<Observed, "leases">): readonly Fault[] {
  return observed.leases.flatMap((lease) => {
    const { renewTime, acquireTime } = lease.spec ?? {};
    const flaws = [
      ...unreadable("spec.acquireTime", acquireTime, "since when the announcer has been running"),
      ...unreadable("spec.renewTime", renewTime, "whether the announcer runs"),
      ...unlikely(toInstant(renewTime), observed),
    ];
    return flaws.length === 0 ? [] : faultsOf(lease, flaws);
  });
}

/** @param time any value, if the Lease is from a file */
function unreadable(field: string, time: unknown, unknown: string): readonly Flaw[] {
  if (time === undefined || toInstant(time) !== undefined) return [];
  return [error(field, "InvalidShape", unreadableTime(time, unknown))];
}

/**
 * A warning if the renewal is more than 40 s in the future, or more than a year in the past. A clock that is wrong by
 * less than 40 s does no harm.
 */
function unlikely(renewedAt: Instant | undefined, observed: Moment): readonly Flaw[] {
  if (renewedAt === undefined) return [];
  if (renewedAt > observed.now + announcerLeaseSeconds * 1000) {
    return [warning("spec.renewTime", "RenewedLater", renewedLater(renewedAt, observed))];
  }
  return renewedAt < observed.now - yearMs
    ? [warning("spec.renewTime", "RenewedLongAgo", renewedLongAgo(renewedAt, observed))]
    : [];
}
