/**
 * What the page is told: the state of the latest pass, made only when somebody looks.
 *
 * @module
 */

import { pageOf } from "../../functions/model/page/page_of.ts";
import { emptyState, type PageState } from "../../functions/model/page/page_state.ts";
import type { Passed } from "../controller/pass.ts";
import { Bell } from "../host/bell.ts";
import { PageHistory } from "./page_history.ts";

export class PageFeed {
  readonly #bells = new Set<Bell>();
  readonly #history = new PageHistory();
  #latest: Passed | undefined;
  #shown: { readonly passed: Passed | undefined; readonly state: PageState } = { passed: undefined, state: emptyState };

  /** A pass is over; undefined: what was known is not to be shown any more. */
  pass(passed: Passed | undefined): void {
    this.#latest = passed;
    if (passed !== undefined) this.#history.add(passed);
    for (const bell of this.#bells) bell.ring();
  }

  /** The same object until the next pass. */
  get state(): PageState {
    if (this.#shown.passed !== this.#latest) {
      const passed = this.#latest;
      const state = passed === undefined ? emptyState : pageOf(passed.observed, passed.desired, this.#history);
      this.#shown = { passed, state };
    }
    return this.#shown.state;
  }

  /** Resolves when there is a pass to show, or after that time. */
  async known(timeoutMs: number): Promise<void> {
    const bell = new Bell();
    using _ = this.hang(bell);
    if (this.#latest === undefined) await bell.heard(timeoutMs);
  }

  /** A bell that rings at each pass, until it is taken away again. */
  hang(bell: Bell): Disposable {
    this.#bells.add(bell);
    return { [Symbol.dispose]: () => void this.#bells.delete(bell) };
  }
}
