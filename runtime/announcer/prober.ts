/**
 * Probes addresses repeatedly while they are wanted, and records the answers.
 *
 * @module
 */

import {
  type Asked,
  type OnLink,
  probeKey,
  type ProbeRecord,
} from "../../functions/model/announcing/liveness/probe.ts";
import { probeDownMs, probeMs } from "../../functions/model/announcing/timing.ts";

interface Asking extends Asked {
  readonly record: ProbeRecord;
  /** True while the last probe waits for its answer. */
  readonly open: boolean;
}

/** After 40 unanswered probes in a row, the address is probed more slowly. */
const patience = 40;

export class Prober {
  readonly #askings = new Map<string, Asking>();
  readonly #records = new Map<string, ProbeRecord>();
  #wanted: readonly Asked[] = [];

  /** Probes only these addresses from now on, and forgets the records of all others. */
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

  /** Records an answer. False if the address is not probed on this link, or if the probe expects other MACs. */
  answered(on: OnLink, mac: string, now: number): boolean {
    const asking = this.#askings.get(probeKey(on));
    if (asking === undefined || (asking.macs !== undefined && !asking.macs.includes(mac))) return false;
    const record = { ...asking.record, unanswered: 0, answer: { at: now, mac } };
    this.#put(probeKey(on), { ...asking, open: false, record });
    return true;
  }

  /** Counts probes that are one interval old as unanswered; returns their addresses. */
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

  /** The probes to send now. From then on they count as sent. */
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

  /** When the next probe is due; Infinity if no address is probed. */
  get nextAt(): number {
    let next = Infinity;
    for (const asking of this.#askings.values()) next = Math.min(next, dueAt(asking));
    return next;
  }

  /** A live view: it changes with each probe and answer. */
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
