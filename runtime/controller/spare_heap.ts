/**
 * What passes leave behind in the engine's heap and the C library's is collected, and its pages given back, once there is time for
 * it. The engine by itself collects when the heap has grown by so many percent, and a controller at rest may not get there for hours;
 * the C library gives back nothing but the end of its heap.
 *
 * @module
 */

/** A burst is over by then; it takes some 50 ms and is done at most so often. */
const usualRestMs = 10_000;

/**
 * Deno's own signal for this, when it has been started with `DENO_USR2_MEMORY_TRIM`: it calls `malloc_trim`, which a controller,
 * having no FFI, cannot call, and tells the engine that memory is short.
 */
const giveBack = "SIGUSR2";

export class SpareHeap implements Disposable {
  readonly #restMs: number;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor({ restMs = usualRestMs }: { readonly restMs?: number } = {}) {
    this.#restMs = restMs;
    // Without that variable nobody else hears the signal, and it would be the end of the process.
    Deno.addSignalListener(giveBack, hear);
  }

  /** There has been work: what that leaves behind is given back in a while. */
  stir(): void {
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined;
      Deno.kill(Deno.pid, giveBack);
    }, this.#restMs);
  }

  [Symbol.dispose](): void {
    clearTimeout(this.#timer);
    Deno.removeSignalListener(giveBack, hear);
  }
}

function hear(): void {
  // All that is to be done is Deno's.
}
