import type { KubernetesEvent } from "../../functions/model/kubernetes.ts";
import { restMs } from "./write_order.ts";

/** The most queued events; older events are dropped. */
const mostEvents = 10_000;

/** Events to be written, oldest first. Each event waits for 50 ms, so that urgent writes go first. */
export class EventQueue {
  readonly #events: { readonly event: KubernetesEvent; readonly due: number }[] = [];

  push(events: readonly KubernetesEvent[], now: number): void {
    this.#events.push(...events.map((event) => ({ event, due: now + restMs })));
    if (this.#events.length > mostEvents) this.#events.splice(0, this.#events.length - mostEvents);
  }

  get size(): number {
    return this.#events.length;
  }

  /** When the next event is due; `Infinity` if there is none. */
  get due(): number {
    return this.#events[0]?.due ?? Infinity;
  }

  /** Removes and returns the next event if it is due. */
  take(now: number): KubernetesEvent | undefined {
    return this.due <= now ? this.#events.shift()?.event : undefined;
  }
}
