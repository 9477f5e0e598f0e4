/**
 * Memory that the C library keeps for itself after a burst of work is given back (`malloc_trim(3)`).
 *
 * @module
 */

import { type Libc, openLibc } from "./libc.ts";

/** A burst is over by then; it costs some milliseconds and is done at most so often. */
const restMs = 30_000;

export class SpareMemory implements Disposable {
  readonly #libc: Libc = openLibc();
  #timer: ReturnType<typeof setTimeout> | undefined;

  /** There has been work: what that leaves behind is given back in a while. */
  stir(): void {
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined;
      this.#libc.calls.malloc_trim(0n);
    }, restMs);
  }

  [Symbol.dispose](): void {
    clearTimeout(this.#timer);
    this.#libc.close();
  }
}
