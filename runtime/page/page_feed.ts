/**
 * The state that the page shows. It is built from the latest pass, and only on request.
 *
 * @module
 */

import type { Instant } from "../../functions/model/kubernetes.ts";
import { pageOf } from "../../functions/page/page_of.ts";
import { emptyState, type PageState } from "../../functions/page/page_state.ts";
import type { Passed } from "../controller/pass.ts";
import { Bell } from "../host/bell.ts";
import { KnownRows } from "./known_rows.ts";
import { PageHistory } from "./page_history.ts";

export class PageFeed {
  readonly #bells = new Set<Bell>();
  readonly #history = new PageHistory();
  readonly #rows = new KnownRows();
  #latest: Passed | undefined;
  #pausedAt: Instant | undefined;
  #shown: { readonly passed: Passed | undefined; readonly state: PageState } = { passed: undefined, state: emptyState };

  /** Stores a finished pass. */
  pass(passed: Passed): void {
    this.#latest = passed;
    this.#pausedAt = undefined;
    this.#history.add(passed);
    for (const bell of this.#bells) bell.ring();
  }

  /** Call it when this process has stopped observing. The page then shows the last state, with its age. */
  pause(now: Instant): void {
    this.#pausedAt ??= now;
    for (const bell of this.#bells) bell.ring();
  }

  /** When this process stopped observing; undefined while it observes. */
  get pausedAt(): Instant | undefined {
    return this.#pausedAt;
  }

  /** The latest pass; undefined if there was none yet. */
  get latest(): Passed | undefined {
    return this.#latest;
  }

  /** The state of the latest pass; the same object until the next pass. */
  get state(): PageState {
    if (this.#shown.passed !== this.#latest) {
      const passed = this.#latest;
      const state = passed === undefined
        ? emptyState
        : pageOf(passed.observed, passed.desired, this.#history, this.#rows.rowOf);
      this.#shown = { passed, state };
    }
    return this.#shown.state;
  }

  /** Resolves when the latest pass is current, or after `timeoutMs`. */
  async known(timeoutMs: number): Promise<void> {
    const bell = new Bell();
    using _ = this.hang(bell);
    if (this.#latest === undefined || this.#pausedAt !== undefined) await bell.heard(timeoutMs);
  }

  /** Rings the bell after each pass and at each pause, until the result is disposed of. */
  hang(bell: Bell): Disposable {
    this.#bells.add(bell);
    return { [Symbol.dispose]: () => void this.#bells.delete(bell) };
  }
}
