/**
 * Virtual time for code with timers. Time passes as fast as the code runs, and each run gives the same result.
 *
 * @module
 */

import { setImmediate } from "node:timers";
import { Chance } from "./chance.ts";

interface Timer {
  readonly at: number;
  readonly action: () => void;
  readonly everyMs?: number;
}

const real = {
  setTimeout: globalThis.setTimeout,
  clearTimeout: globalThis.clearTimeout,
  setInterval: globalThis.setInterval,
  clearInterval: globalThis.clearInterval,
  Date: globalThis.Date,
  now: performance.now,
  random: Math.random,
};

/**
 * Makes `setTimeout`, `setInterval`, `Date` and `performance.now` virtual, and `Math.random` depend only on the seed,
 * until this object is disposed of.
 */
export class FakeTime implements Disposable {
  readonly #timers = new Map<number, Timer>();
  #ids = 0;
  /** Milliseconds since the start. */
  now = 0;

  constructor(start: number = real.Date.parse("2026-11-23T10:00:00Z"), seed = 1) {
    const present = (): number => start + this.now;
    const set = (action: () => void, ms: number, everyMs?: number): number => {
      const id = ++this.#ids;
      this.#timers.set(id, { at: this.now + Math.max(0, ms), action, ...(everyMs !== undefined && { everyMs }) });
      return id;
    };
    const clear = (id?: number): boolean => this.#timers.delete(id ?? 0);
    const chance = new Chance(seed);
    const random = (): number => chance.next();
    Object.assign(globalThis, {
      setTimeout: (action: () => void, ms?: number) => set(action, ms ?? 0),
      clearTimeout: clear,
      setInterval: (action: () => void, ms = 0) => set(action, ms, ms),
      clearInterval: clear,
      Date: class extends real.Date {
        constructor(...values: readonly [] | readonly [number | string]) {
          super(values[0] ?? present());
        }
        static override now(): number {
          return present();
        }
      },
    });
    performance.now = () => this.now;
    Math.random = random;
  }

  /** The number of timers that wait. */
  get timers(): number {
    return this.#timers.size;
  }

  [Symbol.dispose](): void {
    const { now, random, ...globals } = real;
    Object.assign(globalThis, globals);
    performance.now = now;
    Math.random = random;
  }

  /** Lets `ms` of virtual time pass. Runs all timers that are due, in order, and the promises that they continue. */
  async pass(ms: number): Promise<void> {
    const end = this.now + ms;
    await settled();
    for (let next = this.#next(end); next !== undefined; next = this.#next(end)) {
      const [id, { at, action, everyMs }] = next;
      if (everyMs === undefined) this.#timers.delete(id);
      else this.#timers.set(id, { at: at + Math.max(1, everyMs), action, everyMs });
      this.now = Math.max(this.now, at);
      action();
      await settled();
    }
    this.now = end;
  }

  #next(end: number): [number, Timer] | undefined {
    let first: [number, Timer] | undefined;
    for (const each of this.#timers) {
      if (each[1].at <= end && (first === undefined || each[1].at < first[1].at)) first = each;
    }
    return first;
  }
}

/** Resolves when all promises wait for a timer. */
function settled(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
