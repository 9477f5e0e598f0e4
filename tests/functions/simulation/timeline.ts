/** A clock that jumps from one event to the next. */
export class Timeline {
  #now: number;
  #count = 0;
  readonly #heap: Happening[] = [];

  constructor(start: number) {
    this.#now = start;
  }

  get now(): number {
    return this.#now;
  }

  /** Events of the same instant run in the order in which they were scheduled. */
  after(ms: number, act: () => void): void {
    this.#heap.push({ at: this.#now + Math.max(0, ms), place: this.#count++, act });
    this.#up(this.#heap.length - 1);
  }

  /** Runs all events up to an instant. After each event, it waits until the code that the event has woken is idle. */
  async run(until: number, rest: () => Promise<void>): Promise<void> {
    for (;;) {
      const next = this.#heap[0];
      if (next === undefined || next.at > until) break;
      this.#take();
      this.#now = next.at;
      next.act();
      await rest();
    }
    this.#now = until;
  }

  #take(): void {
    const last = this.#heap.pop();
    if (last === undefined || this.#heap.length === 0) return;
    this.#heap[0] = last;
    for (let place = 0;;) {
      const child = [2 * place + 1, 2 * place + 2].reduce(
        (best, each) => this.#before(each, best) ? each : best,
        place,
      );
      if (child === place) return;
      this.#swap(place, child);
      place = child;
    }
  }

  #up(from: number): void {
    for (let place = from; place > 0;) {
      const parent = (place - 1) >> 1;
      if (!this.#before(place, parent)) return;
      this.#swap(place, parent);
      place = parent;
    }
  }

  #before(one: number, other: number): boolean {
    const a = this.#heap[one];
    const b = this.#heap[other];
    return a !== undefined && b !== undefined && (a.at < b.at || (a.at === b.at && a.place < b.place));
  }

  #swap(one: number, other: number): void {
    const a = this.#heap[one];
    const b = this.#heap[other];
    if (a !== undefined && b !== undefined) [this.#heap[one], this.#heap[other]] = [b, a];
  }
}

interface Happening {
  readonly at: number;
  readonly place: number;
  readonly act: () => void;
}
