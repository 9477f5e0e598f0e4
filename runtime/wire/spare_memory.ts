/**
 * Memory that nobody needs after a burst of work is given back: what the C library keeps for itself (`malloc_trim(3)`), and what
 * was read of the program's own file.
 *
 * @module
 */

import { type Libc, openLibc } from "./libc.ts";
import { giveBackProgramPages } from "./program_pages.ts";

/** A burst is over by then; it costs some milliseconds and is done at most so often. */
const defaultRestMs = 30_000;

export class SpareMemory implements Disposable {
  readonly #libc: Libc = openLibc();
  readonly #restMs: number;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(restMs: number = defaultRestMs) {
    this.#restMs = restMs;
  }

  /** There has been work: what that leaves behind is given back in a while. */
  stir(): void {
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined;
      this.#libc.calls.malloc_trim(0n);
      giveBackProgramPages(this.#libc);
    }, this.#restMs);
  }

  [Symbol.dispose](): void {
    clearTimeout(this.#timer);
    this.#libc.close();
  }
}
