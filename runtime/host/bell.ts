/** An event to wait for. After a ring, each wait ends at once until `mute` is called. */
export class Bell {
  #rung = false;
  #hear: (() => void) | undefined;

  ring(): void {
    this.#rung = true;
    this.#hear?.();
  }

  /** Forgets all earlier rings. */
  mute(): void {
    this.#rung = false;
  }

  /** Resolves when the bell rings, or after `timeoutMs`; at once if the bell has rung already. */
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

/** The longest time that a timer accepts: 31 bits. */
const longestTimerMs = 2 ** 31 - 1;
