/**
 * A signal that aborts with another one, or when nothing has happened for a while.
 *
 * @module
 */

export interface Deadline extends Disposable {
  readonly signal: AbortSignal;
  /** Something has happened: the time starts again. */
  extend(): void;
  /** Whether it was this deadline that aborted, not the other signal. */
  readonly passed: boolean;
}

/** Starts the time. `extend` costs next to nothing: the timer looks at a mark instead of being set anew. */
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
