/**
 * Writes what is wanted: one write per object at a time, many objects at once, each again until it is done.
 *
 * Fenced with the version that was observed, a write that has gone out counts as done (`KindCache.assume`) until its
 * outcome is known. Where it stays unknown, the very same write is repeated until it is: only then may an address that it
 * gave or took be thought of otherwise.
 *
 * @module
 */

import type { KindName, Kinds } from "../../functions/model/kinds.ts";
import type { KubernetesEvent } from "../../functions/model/kubernetes.ts";
import { logger } from "../log.ts";
import { backoffMs } from "../store/backoff.ts";
import { incoming } from "../store/incoming.ts";
import { isEqual } from "../store/merge_patch.ts";
import type { Outcome, Store, Write } from "../store/store.ts";
import { EventQueue } from "./event_queue.ts";
import { assumedAfter, nextWrite, type Wanted, type WantedId, wantedKey } from "./wanted.ts";
import type { World } from "./world.ts";
import { type Want, WriteOrder } from "./write_order.ts";

const log = logger("write");
/** With so many writes of unknown outcome it is the server that is away, and no use to try others. */
const mostUnknown = 256;

export interface WriteQueueOptions {
  readonly store: Store;
  readonly world: World;
  /** Asked right before each write: who no longer leads writes nothing. */
  readonly mayWrite: () => boolean;
  /** How many writes may be under way at once. */
  readonly parallel?: number;
}

/** A write whose outcome is not known. */
interface Flight {
  readonly want: Want;
  readonly write: Write;
  readonly attempts: number;
  /** When it is to be repeated; absent while it is under way. */
  readonly againAt?: number;
}

export class WriteQueue {
  readonly #options: WriteQueueOptions;
  readonly #order = new WriteOrder();
  readonly #flights = new Map<WantedId, Flight>();
  readonly #events = new EventQueue();
  readonly #parallel: number;
  #underWay = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #isStopped = false;
  #onIdle: (() => void) | undefined;
  readonly #breakOff = new AbortController();

  constructor(options: WriteQueueOptions) {
    this.#options = options;
    this.#parallel = options.parallel ?? 16;
  }

  /** What is wanted now, instead of what was wanted before: what has not gone out yet of that never will. */
  want(wants: readonly Want[]): void {
    this.#order.replace(wants, performance.now());
    this.#pump();
  }

  /** Events that belong to no write. */
  tell(events: readonly KubernetesEvent[]): void {
    this.#events.push(events, performance.now());
    this.#pump();
  }

  /** How many writes are wanted, under way or of unknown outcome. */
  get size(): number {
    return this.#order.size + this.#flights.size + this.#events.size;
  }

  /** Sends nothing more, and resolves when nothing is under way: after that time, what is left is broken off. */
  async stop(graceMs: number): Promise<void> {
    this.#isStopped = true;
    clearTimeout(this.#timer);
    if (this.#underWay === 0) return;
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#onIdle = resolve;
    const timer = setTimeout(() => this.#breakOff.abort(), graceMs);
    await promise;
    clearTimeout(timer);
  }

  #pump(): void {
    clearTimeout(this.#timer);
    while (this.#underWay < this.#parallel) {
      if (this.#isStopped || !this.#options.mayWrite()) return;
      const due = this.#sendNext(performance.now());
      if (due === undefined) continue;
      if (due !== Infinity) this.#timer = setTimeout(() => this.#pump(), Math.max(0, due - performance.now()));
      return;
    }
  }

  /** Sends what is most urgent. When there is nothing that may be sent, tells when there will be. */
  #sendNext(now: number): number | undefined {
    const unknown = [...this.#flights].filter(([, { againAt }]) => againAt !== undefined);
    const again = unknown.find(([, { againAt = Infinity }]) => againAt <= now);
    if (again !== undefined) {
      const [id, { againAt: _, ...flight }] = again;
      this.#send(id, flight);
      return undefined;
    }
    const due = Math.min(...unknown.map(([, { againAt = Infinity }]) => againAt));
    if (unknown.length >= mostUnknown) return due;
    const next = this.#order.next(
      now,
      (id) => this.#flights.has(id),
      (wanted) => this.#observed(wanted)?.metadata.resourceVersion,
    );
    if ("want" in next) {
      this.#begin(next.id, next.want);
      return undefined;
    }
    const event = this.#events.take(now);
    if (event === undefined) return Math.min(next.due, due, this.#events.due);
    this.#sendEvent(event);
    return undefined;
  }

  #begin(id: WantedId, want: Want): void {
    const current = this.#observed(want.wanted);
    const write = nextWrite(want.wanted, current);
    if (write === undefined) return this.#finish(id, want);
    const { kind } = want.wanted;
    const object = incoming(kind, assumedAfter(write, current));
    this.#options.world.cache(kind).assume(wantedKey(want.wanted), {
      object,
      fence: current?.metadata.resourceVersion,
    });
    this.#send(id, { want, write, attempts: 0 });
  }

  #finish(id: WantedId, want: Want): void {
    this.#order.done(id, want);
    this.#events.push(want.events, performance.now());
  }

  #send(id: WantedId, flight: Flight): void {
    this.#flights.set(id, flight);
    this.#run(async () => {
      const outcome = await this.#options.store.write(flight.write, this.#breakOff.signal);
      if (!this.#isStopped) this.#heard(id, flight, outcome);
    });
  }

  #sendEvent(event: KubernetesEvent): void {
    this.#run(async () => {
      const write = { action: "create", kind: "Event", object: event } as const;
      const outcome = await this.#options.store.write(write, this.#breakOff.signal);
      if (outcome.outcome === "written" || this.#isStopped) return;
      log.debug("Cannot write an event: {message}", { message: outcome.message, reason: event.reason });
    });
  }

  #run(action: () => Promise<void>): void {
    this.#underWay++;
    void action().finally(() => {
      this.#underWay--;
      if (this.#underWay === 0) this.#onIdle?.();
      this.#pump();
    });
  }

  #heard(id: WantedId, flight: Flight, outcome: Outcome): void {
    const { want, write } = flight;
    const key = wantedKey(want.wanted);
    const cache = this.#options.world.cache(want.wanted.kind);
    if (outcome.outcome === "unavailable") return this.#unknown(id, flight, outcome);
    this.#flights.delete(id);
    switch (outcome.outcome) {
      case "written":
        cache.written(outcome.object);
        return this.#written(id, { want, write }, outcome.object);
      case "gone":
        if (write.action !== "delete") {
          cache.giveUp(key);
          return this.#hold(id, want, outcome);
        }
        cache.deleted(key, write.target.resourceVersion);
        return this.#finish(id, want);
      case "exists":
      case "conflict":
        // What has been assumed stays until it is seen what the object is now: it may be this very write, sent twice.
        return this.#hold(id, want, outcome);
      case "refused":
        cache.giveUp(key);
        return this.#hold(id, want, outcome);
    }
  }

  #written(id: WantedId, { want, write }: Pick<Flight, "want" | "write">, object: Kinds[KindName]): void {
    const next = nextWrite(want.wanted, object);
    if (next === undefined) return this.#finish(id, want);
    // A server that drops a field would be written to without end.
    if (next.action === write.action && "patch" in next && "patch" in write && isEqual(next.patch, write.patch)) {
      const message = "the API server took the write, but did not keep all of it";
      return this.#hold(id, want, { outcome: "refused", message });
    }
    this.#order.release(id);
  }

  #unknown(id: WantedId, flight: Flight, outcome: Extract<Outcome, { outcome: "unavailable" }>): void {
    const attempts = flight.attempts + 1;
    const asked = (outcome.retryAfterSeconds ?? 0) * 1000;
    const pauseMs = Math.max(asked, backoffMs(attempts - 1, { firstMs: 100, mostMs: 5_000 }));
    this.#flights.set(id, { ...flight, attempts, againAt: performance.now() + pauseMs });
    tell("Cannot reach the store to write {id}: {message}", { id, message: outcome.message, failures: attempts });
  }

  #hold(id: WantedId, want: Want, { outcome, message }: { readonly outcome: string; readonly message: string }): void {
    const failures = this.#order.failuresOf(id) + 1;
    const firstMs = outcome === "refused" ? 1_000 : 50;
    const until = performance.now() +
      backoffMs(failures - 1, { firstMs, mostMs: outcome === "refused" ? 300_000 : 5_000 });
    this.#order.hold(id, { until, version: this.#observed(want.wanted)?.metadata.resourceVersion, failures });
    if (outcome === "refused") tell("Cannot write {id}: {message}", { id, message, failures });
    else log.debug("Cannot write {id} as it was: {message}", { id, message, outcome, failures });
  }

  #observed(wanted: Wanted): Kinds[KindName] | undefined {
    return this.#options.world.cache(wanted.kind).observed(wantedKey(wanted));
  }
}

/** Of many failures in a row, the 1st, 2nd, 4th, 8th… are worth a warning. */
function tell(text: string, properties: { readonly failures: number; readonly [name: string]: unknown }): void {
  const { failures } = properties;
  if ((failures & (failures - 1)) === 0) log.warn(text, properties);
  else log.debug(text, properties);
}
