/**
 * Whether anybody looks at the page of a controller that stands by: only then it observes for itself.
 *
 * @module
 */

/** Runs until its signal aborts. */
type Watch = (signal: AbortSignal) => Promise<void>;

/** Who looks again soon, as after a reload of the page, finds all as it was. */
const lingerMs = 10_000;

export class Attention implements AsyncDisposable {
  readonly #watch: Watch;
  #lookers = 0;
  #isLeader = false;
  #isOver = false;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #watching: AbortController | undefined;
  #ended: Promise<unknown> = Promise.resolve();

  constructor(watch: Watch) {
    this.#watch = watch;
  }

  /** Somebody looks, until that is disposed of. */
  pay(): Disposable {
    this.#lookers++;
    this.#consider();
    return {
      [Symbol.dispose]: () => {
        this.#lookers--;
        this.#consider();
      },
    };
  }

  /** Who leads observes anyway. */
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
    if (this.#lookers === 0) {
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
