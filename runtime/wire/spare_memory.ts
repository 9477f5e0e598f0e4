/**
 * Returns memory to the system after a burst of work: the free memory of the C library (`malloc_trim(3)`), and pages of
 * the program's own file.
 *
 * Why: docs/adr/0017-calm-heartbeats-wait.md
 *
 * @module
 */

import { type Libc, openLibc } from "./libc.ts";
import { giveBackProgramPages } from "./program_pages.ts";

/**
 * The delay after the first work of a burst, in ms. It also limits how often the memory is trimmed, which takes some
 * milliseconds.
 */
const defaultRestMs = 30_000;

export class SpareMemory implements Disposable {
  readonly #libc: Libc = openLibc();
  readonly #restMs: number;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(restMs: number = defaultRestMs) {
    this.#restMs = restMs;
  }

  /** Call it after work. Unused memory is returned after `restMs`. */
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
