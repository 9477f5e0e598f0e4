/**
 * Asks for addresses again and again for as long as they are wanted, and keeps what came of it.
 *
 * @module
 */

import type { ProbeRecord } from "../../functions/model/announcing/liveness.ts";
import { type Asked, type OnLink, probeKey } from "../../functions/model/announcing/situation.ts";
import { probeDownMs, probeMs } from "../../functions/model/announcing/timing.ts";

interface Asking extends Asked {
  readonly record: ProbeRecord;
  /** The last probe is neither answered nor given up. */
  readonly open: boolean;
}

/** So many unanswered probes in a row, and the address is asked for at a slower pace. */
const patience = 20;

export class Prober {
  readonly #askings = new Map<string, Asking>();
  readonly #records = new Map<string, ProbeRecord>();
  #wanted: readonly Asked[] = [];

  /** From now on just these are asked for; what is known of others is forgotten. */
  want(wanted: readonly Asked[]): void {
    if (isSame(wanted, this.#wanted)) return;
    this.#wanted = wanted;
    const keys = new Set(wanted.map(probeKey));
    for (const key of this.#askings.keys()) {
      if (keys.has(key)) continue;
      this.#askings.delete(key);
      this.#records.delete(key);
    }
    for (const asked of wanted) {
      const key = probeKey(asked);
      const before = this.#askings.get(key);
      const record = { sent: 0, lastSentAt: -Infinity, unanswered: 0 };
      this.#put(key, { open: false, record, ...before, ...asked });
    }
  }

  /** Somebody answered for an address; true when it was asked for. */
  answered(on: OnLink, mac: string, now: number): boolean {
    const asking = this.#askings.get(probeKey(on));
    if (asking === undefined || (asking.macs !== undefined && !asking.macs.includes(mac))) return false;
    const record = { ...asking.record, unanswered: 0, answer: { at: now, mac } };
    this.#put(probeKey(on), { ...asking, open: false, record });
    return true;
  }

  /** Gives up on probes that are one interval old, and tells for which addresses. */
  settle(now: number): ReadonlySet<string> {
    const addresses = new Set<string>();
    for (const [key, asking] of this.#askings) {
      if (!asking.open || now - asking.record.lastSentAt < probeMs) continue;
      const record = { ...asking.record, unanswered: asking.record.unanswered + 1 };
      this.#put(key, { ...asking, open: false, record });
      addresses.add(asking.address);
    }
    return addresses;
  }

  /** The probes that are due; they count as sent. */
  due(now: number): OnLink[] {
    const due: OnLink[] = [];
    for (const [key, asking] of this.#askings) {
      if (now < dueAt(asking)) continue;
      const record = { ...asking.record, sent: asking.record.sent + 1, lastSentAt: now };
      this.#put(key, { ...asking, open: true, record });
      due.push({ address: asking.address, link: asking.link });
    }
    return due;
  }

  /** When the next probe is due; Infinity when nothing is asked for. */
  get nextAt(): number {
    let next = Infinity;
    for (const asking of this.#askings.values()) next = Math.min(next, dueAt(asking));
    return next;
  }

  /** As they are now, and as they become. */
  get records(): ReadonlyMap<string, ProbeRecord> {
    return this.#records;
  }

  #put(key: string, asking: Asking): void {
    this.#askings.set(key, asking);
    this.#records.set(key, asking.record);
  }
}

function isSame(wanted: readonly Asked[], before: readonly Asked[]): boolean {
  return wanted.length === before.length && wanted.every(({ address, link, macs }, index) => {
    const was = before[index];
    return address === was?.address && link === was.link && macs === was.macs;
  });
}

function dueAt({ record }: Asking): number {
  return record.lastSentAt + (record.unanswered >= patience ? probeDownMs : probeMs);
}
