import type { KubernetesEvent } from "../../functions/model/kubernetes.ts";
import { restMs } from "./write_order.ts";

/** More than that nobody reads; the newest stay. */
const mostEvents = 10_000;

/** Events that are to be written, oldest first. They rest for a moment: nobody waits for them. */
export class EventQueue {
  readonly #events: { readonly event: KubernetesEvent; readonly due: number }[] = [];

  push(events: readonly KubernetesEvent[], now: number): void {
    this.#events.push(...events.map((event) => ({ event, due: now + restMs })));
    if (this.#events.length > mostEvents) this.#events.splice(0, this.#events.length - mostEvents);
  }

  get size(): number {
    return this.#events.length;
  }

  /** When the next one is due; `Infinity` when there is none. */
  get due(): number {
    return this.#events[0]?.due ?? Infinity;
  }

  /** The next one, if it is due. */
  take(now: number): KubernetesEvent | undefined {
    return this.due <= now ? this.#events.shift()?.event : undefined;
  }
}
