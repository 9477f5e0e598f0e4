/**
 * Aborts a broken watch: it does not open, it does not end in time, a line stays incomplete, or no event arrives for
 * too long.
 *
 * @module
 */

/** The limits in milliseconds. */
export interface WatchLimitTimes {
  readonly openMs: number;
  /** The limit for the whole watch, from when the server has accepted it. */
  readonly totalMs: number;
  /**
   * The limit for each 64 KiB of a line. So a large object may take longer on a slow network, but single bytes do not
   * keep a broken watch alive.
   */
  readonly lineMs: number;
  readonly silentMs: number;
}

const lineStep = 65_536;

export class WatchLimits implements Disposable {
  readonly #times: WatchLimitTimes;
  readonly #stop = new AbortController();
  readonly #timers = new Map<string, ReturnType<typeof setTimeout>>();
  #heardAt = performance.now();
  #lineSteps = 0;
  #broken: string | undefined;
  #isMute = false;

  constructor(times: WatchLimitTimes) {
    this.#times = times;
    this.#arm("open", times.openMs, "the server did not accept it for");
  }

  get signal(): AbortSignal {
    return this.#stop.signal;
  }

  /** The reason why the watch was aborted; undefined if it was not. */
  get broken(): string | undefined {
    return this.#broken;
  }

  /** True if the watch was aborted because no event arrived for too long, and nothing else was wrong. */
  get isMute(): boolean {
    return this.#isMute;
  }

  opened(): void {
    this.#disarm("open");
    // A busy server counts the time from its acceptance of the watch, not from the request.
    this.#arm("total", this.#times.totalMs, "the server did not end it after");
    this.#heardAt = performance.now();
    this.#lookLater(this.#times.silentMs);
  }

  /** Call it for each complete event or bookmark, but not for single bytes, which are no sign of life. */
  heard(): void {
    this.#heardAt = performance.now();
    // On a busy watch, each piece may end within the next line, which has its own time.
    this.unfinished(0);
  }

  /** Call it with the number of bytes of the unfinished line. */
  unfinished(bytes: number): void {
    const steps = bytes === 0 ? 0 : Math.ceil(bytes / lineStep);
    if (steps === this.#lineSteps) return;
    this.#lineSteps = steps;
    this.#disarm("line");
    if (steps > 0) this.#arm("line", this.#times.lineMs, "a line stayed incomplete for");
  }

  [Symbol.dispose](): void {
    for (const name of [...this.#timers.keys()]) this.#disarm(name);
  }

  /**
   * Checks later for silence. The timer compares with the time of the last event, so that an event need not set a
   * timer.
   */
  #lookLater(afterMs: number): void {
    if (this.#times.silentMs >= this.#times.totalMs) return;
    this.#timers.set(
      "silent",
      setTimeout(() => {
        const leftMs = this.#heardAt + this.#times.silentMs - performance.now();
        if (leftMs > 0) this.#lookLater(leftMs);
        else {
          this.#isMute = this.#lineSteps === 0;
          this.#breakOff("no event and no bookmark for", this.#times.silentMs);
        }
      }, afterMs),
    );
  }

  #arm(name: string, milliseconds: number, message: string): void {
    this.#timers.set(name, setTimeout(() => this.#breakOff(message, milliseconds), milliseconds));
  }

  #disarm(name: string): void {
    clearTimeout(this.#timers.get(name));
    this.#timers.delete(name);
  }

  #breakOff(message: string, milliseconds: number): void {
    this.#broken = `${message} ${milliseconds / 1000} s`;
    this.#stop.abort(new DOMException(this.#broken, "TimeoutError"));
  }
}
