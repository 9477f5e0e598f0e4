/** Something to wait for that may happen before anybody waits: ringing twice is ringing once. */
export class Bell {
  #rung = false;
  #hear: (() => void) | undefined;

  ring(): void {
    this.#rung = true;
    this.#hear?.();
  }

  /** Forgets that it was rung. */
  mute(): void {
    this.#rung = false;
  }

  /** Resolves when it is rung, at once if it has been, or after that time. */
  async heard(timeoutMs?: number): Promise<void> {
    if (this.#rung) return;
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#hear = resolve;
    const timer = timeoutMs === undefined ? undefined : setTimeout(resolve, Math.min(timeoutMs, longestTimerMs));
    await promise;
    clearTimeout(timer);
    this.#hear = undefined;
  }
}

/** Timers take no more than 31 bits. */
const longestTimerMs = 2 ** 31 - 1;
