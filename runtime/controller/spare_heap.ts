/**
 * What passes leave behind in the engine's heap is collected, and its pages given back, once there is time for it. The engine by
 * itself collects when the heap has grown by so many percent, and a controller at rest may not get there for hours.
 *
 * @module
 */

/** A burst is over by then; it takes some 50 ms and is done at most so often. */
const usualRestMs = 10_000;

export class SpareHeap implements Disposable {
  readonly #restMs: number;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor({ restMs = usualRestMs }: { readonly restMs?: number } = {}) {
    this.#restMs = restMs;
  }

  /** There has been work: what that leaves behind is given back in a while. */
  stir(): void {
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined;
      collect();
    }, this.#restMs);
  }

  [Symbol.dispose](): void {
    clearTimeout(this.#timer);
  }
}

/** As if memory were short, which is what makes the engine give pages back. Does nothing without V8's `--expose-gc`. */
function collect(): void {
  const gc: unknown = Reflect.get(globalThis, "gc");
  if (typeof gc === "function") gc({ type: "major", execution: "sync", flavor: "last-resort" });
}
