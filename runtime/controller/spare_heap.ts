/**
 * Returns memory to the system after a burst of passes. Passes leave garbage in the heaps of V8 and of the C library.
 * V8 collects garbage only when its heap has grown by some percent, which may take hours in an idle controller. The C
 * library returns only the free memory at the end of its heap.
 *
 * Why: docs/adr/0018-the-controllers-memory.md
 *
 * @module
 */

/** The delay from the first pass of a burst to the return of memory. The return itself takes about 50 ms. */
const usualRestMs = 10_000;

/**
 * If Deno was started with `DENO_USR2_MEMORY_TRIM`, it handles this signal: it calls `malloc_trim` and notifies V8 of
 * low memory. The controller has no FFI and cannot call `malloc_trim` itself.
 */
const giveBack = "SIGUSR2";

export class SpareHeap implements Disposable {
  readonly #restMs: number;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor({ restMs = usualRestMs }: { readonly restMs?: number } = {}) {
    this.#restMs = restMs;
    // If Deno was started without `DENO_USR2_MEMORY_TRIM`, the signal would kill a process without a listener.
    Deno.addSignalListener(giveBack, hear);
  }

  /** Call it after each pass: memory is returned once, 10 s after the first pass of a burst. */
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
  // Deno's own handler of the signal does the work.
}
