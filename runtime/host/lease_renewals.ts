/**
 * Replaces the renewal times of Leases by the times at which this process saw the renewals. The times in Leases come
 * from other machines, whose clocks may be wrong.
 *
 * Why: docs/adr/0032-no-two-clocks.md
 *
 * @module
 */

import { announcerLeaseSeconds } from "../../functions/model/lease_times.ts";
import { toInstant, toMicroTime } from "../../functions/model/instant.ts";
import type { FirstSeen, Lease } from "../../functions/model/kubernetes.ts";

interface Renewal {
  /** The `renewTime` of the Lease. */
  readonly text: string | undefined;
  /**
   * When this process saw the last renewal. Before it has seen one: the `renewTime` that the Lease had at first, or
   * undefined if that time does not count.
   */
  readonly at: number | undefined;
  /** When the announcer started. */
  readonly up: FirstSeen["up"];
}

export class LeaseTimes {
  readonly #clock: () => number;
  readonly #renewals = new Map<string, Renewal>();

  constructor(clock: () => number) {
    this.#clock = clock;
  }

  /** The Lease, with the time of `Renewal.at` as `renewTime`; without `renewTime` if this time is unknown. */
  seen(lease: Lease): Lease {
    const { name, namespace = "" } = lease.metadata;
    const key = `${namespace}/${name}`;
    const text = lease.spec?.renewTime;
    const before = this.#renewals.get(key);
    const at = before === undefined ? this.#first(text) : before.text === text ? before.at : this.#clock();
    const up = before?.up?.text === lease.spec?.acquireTime ? before?.up : this.#started(lease, at);
    this.#renewals.set(key, { text, at, up });
    const { renewTime: _, ...spec } = lease.spec ?? {};
    const metadata = up === undefined ? lease.metadata : { ...lease.metadata, firstSeen: { up } };
    return { ...lease, metadata, spec: { ...spec, ...(at !== undefined && { renewTime: toMicroTime(at) }) } };
  }

  /**
   * When the announcer started. The difference of the two times in its Lease tells how long it had been running at the
   * renewal, since both are by the same clock.
   */
  #started({ spec }: Lease, renewedAt: number | undefined): FirstSeen["up"] {
    const text = spec?.acquireTime;
    const [acquired, renewed] = [toInstant(text), toInstant(spec?.renewTime)];
    if (text === undefined || acquired === undefined || renewed === undefined) return undefined;
    return { text, at: (renewedAt ?? this.#clock()) - Math.max(0, renewed - acquired) };
  }

  /**
   * The renewal time of a Lease that is seen for the first time. Its own `renewTime` counts if it is less than
   * `announcerLeaseSeconds` before or after the time of this process. Otherwise the renewal time is unknown: the Lease
   * has expired, or a clock is wrong.
   */
  #first(text: string | undefined): number | undefined {
    const told = toInstant(text);
    const now = this.#clock();
    if (told === undefined || Math.abs(now - told) >= announcerLeaseSeconds * 1000) return undefined;
    return Math.min(told, now);
  }
}
