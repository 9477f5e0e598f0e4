import type { KindName, Kinds } from "../../../functions/model/kinds.ts";
import { keyOf } from "../../../functions/model/kubernetes.ts";
import type { Sink } from "../../../runtime/store/store.ts";

/** A sink that records its calls, so that a test can wait for a state. */
export class Recorder<Kind extends KindName> implements Sink<Kinds[Kind]> {
  readonly objects = new Map<string, Kinds[Kind]>();
  /** The calls in order: `replace 2`, `restored`, `upsert a/b`, `remove a/b`, `connected true`. */
  readonly calls: string[] = [];
  readonly #waiting = new Set<() => void>();

  replace(all: readonly Kinds[Kind][]): void {
    this.objects.clear();
    for (const object of all) this.objects.set(keyOf(object), object);
    this.#heard(`replace ${all.length}`);
  }

  restored(): void {
    this.#heard("restored");
  }

  upsert(object: Kinds[Kind]): void {
    this.objects.set(keyOf(object), object);
    this.#heard(`upsert ${keyOf(object)}`);
  }

  remove(key: string): void {
    this.objects.delete(key);
    this.#heard(`remove ${key}`);
  }

  connected(yes: boolean): void {
    this.#heard(`connected ${yes}`);
  }

  get keys(): string[] {
    return [...this.objects.keys()].toSorted();
  }

  /** Resolves when the check holds. After `timeoutMs`, throws an error with the recorded state. */
  async until(check: (recorder: this) => boolean, timeoutMs = 60_000): Promise<void> {
    const late = Promise.withResolvers<never>();
    const timer = setTimeout(() =>
      late.reject(
        new Error(
          `Cannot see what was awaited after ${timeoutMs} ms: ${
            JSON.stringify([...this.objects.values()])
          }\n${this.calls}`,
        ),
      ), timeoutMs);
    try {
      while (!check(this)) {
        const { promise, resolve } = Promise.withResolvers<void>();
        this.#waiting.add(resolve);
        await Promise.race([promise, late.promise]);
      }
    } finally {
      clearTimeout(timer);
    }
  }

  #heard(call: string): void {
    this.calls.push(call);
    for (const resolve of this.#waiting) resolve();
    this.#waiting.clear();
  }
}
