/**
 * A steady pace: when it falls behind, turns are left out, not made up for.
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

  /** How long until the next turn; 0 when it has come. */
  leftMs(now: number): number {
    return Math.max(0, this.#next - now);
  }

  /** Takes the turn that has come. */
  take(now: number): void {
    this.#next += this.#everyMs * (1 + Math.max(0, Math.floor((now - this.#next) / this.#everyMs)));
  }

  async turn(): Promise<void> {
    const left = this.leftMs(performance.now());
    if (left > 0) await new Promise((wake) => setTimeout(wake, left));
    this.take(performance.now());
  }
}
