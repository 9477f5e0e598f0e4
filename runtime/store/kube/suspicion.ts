/**
 * Decides when all connections are suspected to be half-open: all data sent on such a connection is lost, without an
 * error. The first sign is a request without an answer. Other connections may use the same broken path, so all of them
 * are suspected.
 *
 * Why: docs/adr/0021-half-alive.md
 *
 * @module
 */

export interface SuspicionTiming {
  /** The time limit for an answer. */
  readonly answerMs: number;
  /**
   * The least time between two suspicions. It doubles while suspicions follow each other, since the server may just be
   * slow.
   */
  readonly restMs: number;
  readonly longestRestMs: number;
}

const usualTiming: SuspicionTiming = { answerMs: 3_000, restMs: 10_000, longestRestMs: 300_000 };

/** The time after which a server counts as no longer slow, as a multiple of `restMs`. */
const recoveredRests = 3;

/** If a timer is this late, the process itself did not run, and the answer may have arrived meanwhile. */
const stalledMs = 500;

export class Suspicion implements Disposable {
  readonly #timing: SuspicionTiming;
  readonly #suspect: (silentMs: number) => void;
  readonly #timers = new Set<ReturnType<typeof setTimeout>>();
  #lastAt = -Infinity;
  /** When a request last had no answer in time, whether that led to a suspicion or not. */
  #lateAt = -Infinity;
  #restMs: number;

  /** @param suspect called with the time without an answer, in ms */
  constructor(suspect: (silentMs: number) => void, timing: Partial<SuspicionTiming> = {}) {
    this.#timing = { ...usualTiming, ...timing };
    this.#suspect = suspect;
    this.#restMs = this.#timing.restMs;
  }

  /** Call it when a request is sent; dispose of the result when its answer comes or the request ends. */
  waiting(): Disposable {
    const { answerMs } = this.#timing;
    const sentAt = performance.now();
    let timer: ReturnType<typeof setTimeout>;
    const later = (ms: number, action: () => void): void => {
      timer = setTimeout(() => {
        this.#timers.delete(timer);
        action();
      }, ms);
      this.#timers.add(timer);
    };
    later(answerMs, () => {
      const isLate = performance.now() - sentAt > answerMs + stalledMs;
      if (isLate) later(stalledMs, () => this.#unanswered());
      else this.#unanswered();
    });
    return {
      [Symbol.dispose]: () => {
        clearTimeout(timer);
        this.#timers.delete(timer);
      },
    };
  }

  [Symbol.dispose](): void {
    for (const timer of this.#timers) clearTimeout(timer);
    this.#timers.clear();
  }

  #unanswered(): void {
    const now = performance.now();
    const { answerMs, restMs, longestRestMs } = this.#timing;
    const since = now - this.#lastAt;
    // After a while in which every answer came in time, the server is no longer slow: the next silence is another
    // fault.
    if (now - this.#lateAt >= recoveredRests * restMs) this.#restMs = restMs;
    this.#lateAt = now;
    if (since < this.#restMs) return;
    this.#restMs = since < recoveredRests * this.#restMs ? Math.min(longestRestMs, 2 * this.#restMs) : restMs;
    this.#lastAt = now;
    this.#suspect(answerMs);
  }
}
