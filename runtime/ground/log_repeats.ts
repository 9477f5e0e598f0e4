/**
 * Limits repeated records in the log: the first is written at once, the others once a minute with their count.
 *
 * @module
 */

/** The most records to remember. */
const mostKnown = 256;

interface Known {
  /** Milliseconds since the epoch. */
  readonly writtenAt: number;
  /** The number of records since then. */
  readonly since: number;
}

export class Repeats {
  readonly #everyMs: number;
  readonly #known = new Map<string, Known>();

  constructor(everyMs: number = 60_000) {
    this.#everyMs = everyMs;
  }

  /**
   * Counts a record. Returns 0 if no line is due; else the number of records since the last line, with this one. `at`
   * is in ms since the epoch.
   */
  count(key: string, at: number): number {
    const known = this.#known.get(key);
    const since = (known?.since ?? 0) + 1;
    if (known !== undefined && at - known.writtenAt < this.#everyMs) {
      this.#known.set(key, { ...known, since });
      return 0;
    }
    // Deleting and setting the key moves it to the end of the map.
    this.#known.delete(key);
    this.#known.set(key, { writtenAt: at, since: 0 });
    const [oldest] = this.#known.keys();
    if (this.#known.size > mostKnown && oldest !== undefined) this.#known.delete(oldest);
    return since;
  }
}
