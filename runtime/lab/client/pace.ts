/**
 * A steady pace. Missed turns are skipped.
 *
 * @module
 */

export class Pace {
  readonly #everyMs: number;
  #next: number;

  constructor(everyMs: number, now: number) {
    this.#everyMs = everyMs;
    this.#next = now;
  }

  /** The time until the next turn, in ms; 0 if it is due. */
  leftMs(now: number): number {
    return Math.max(0, this.#next - now);
  }

  /** Sets the time of the next turn, which is after `now`. */
  take(now: number): void {
    this.#next += this.#everyMs * (1 + Math.max(0, Math.floor((now - this.#next) / this.#everyMs)));
  }

  async turn(): Promise<void> {
    const left = this.leftMs(performance.now());
    if (left > 0) await new Promise((wake) => setTimeout(wake, left));
    this.take(performance.now());
  }
}
