/**
 * A signal that aborts when another signal aborts, or after a time without progress.
 *
 * @module
 */

export interface Deadline extends Disposable {
  readonly signal: AbortSignal;
  /** The time begins anew, because there was progress. */
  extend(): void;
  /** True once the time has passed without progress. */
  readonly passed: boolean;
}

/** The time begins now. `extend` is cheap: it only sets a mark that the timer reads. */
export function deadline(milliseconds: number, outer: AbortSignal): Deadline {
  const controller = new AbortController();
  let last = performance.now();
  let passed = false;
  let timer: ReturnType<typeof setTimeout>;
  const look = (): void => {
    const left = last + milliseconds - performance.now();
    if (left > 0) {
      timer = setTimeout(look, left);
      return;
    }
    passed = true;
    controller.abort(new DOMException(`No answer for ${milliseconds} ms`, "TimeoutError"));
  };
  timer = setTimeout(look, milliseconds);
  const stop = (): void => controller.abort(outer.reason);
  if (outer.aborted) stop();
  else outer.addEventListener("abort", stop, { once: true });
  return {
    signal: controller.signal,
    extend: () => {
      last = performance.now();
    },
    get passed() {
      return passed;
    },
    [Symbol.dispose]: () => {
      clearTimeout(timer);
      outer.removeEventListener("abort", stop);
    },
  };
}
