/**
 * Counts the viewers of the page. A standby controller observes the cluster only while its page has viewers.
 *
 * Why: docs/adr/0015-the-page-costs-only-who-looks.md
 *
 * @module
 */

/** Runs until its signal aborts. */
type Watch = (signal: AbortSignal) => Promise<void>;

/**
 * The time for which observing goes on after the last viewer has gone, so that a reload of the page finds the state.
 */
const lingerMs = 10_000;

export class Viewers implements AsyncDisposable {
  readonly #watch: Watch;
  #count = 0;
  #isLeader = false;
  #isOver = false;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #watching: AbortController | undefined;
  #ended: Promise<unknown> = Promise.resolve();

  constructor(watch: Watch) {
    this.#watch = watch;
  }

  /** Counts a viewer until the result is disposed of. */
  join(): Disposable {
    this.#count++;
    this.#consider();
    return {
      [Symbol.dispose]: () => {
        this.#count--;
        this.#consider();
      },
    };
  }

  /** Set it to true at the start of a term: a leader observes anyway, so the viewers need no watch. */
  set leads(isLeader: boolean) {
    this.#isLeader = isLeader;
    this.#consider();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#isOver = true;
    this.#consider();
    await this.#ended;
  }

  #consider(): void {
    clearTimeout(this.#timer);
    if (this.#isOver || this.#isLeader) return this.#stop();
    if (this.#count === 0) {
      if (this.#watching !== undefined) this.#timer = setTimeout(() => this.#stop(), lingerMs);
      return;
    }
    if (this.#watching !== undefined) return;
    this.#watching = new AbortController();
    this.#ended = Promise.all([this.#ended, this.#watch(this.#watching.signal)]);
  }

  #stop(): void {
    this.#watching?.abort();
    this.#watching = undefined;
  }
}
