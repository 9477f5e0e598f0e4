/**
 * Writes the wanted objects: one write per object at a time, many objects in parallel. Failed writes are repeated.
 *
 * Each write of an existing object has the observed version as its precondition. Once sent, a write counts as done
 * (`KindCache.assume`) until its outcome is known. If the outcome is unknown, e.g. after a timeout, the same write is
 * repeated until it is known. Meanwhile no pass may decide differently about an address that the write assigned or
 * released.
 *
 * @module
 */

import type { KindName, Kinds } from "../../functions/model/kinds.ts";
import type { KubernetesEvent } from "../../functions/model/kubernetes.ts";
import { statusRefused } from "../../functions/model/reporting/status_refused.ts";
import { steadyNow } from "../ground/clock.ts";
import { logger, warnRarely } from "../ground/log.ts";
import { backoffMs } from "../store/backoff.ts";
import { incoming } from "../store/incoming.ts";
import { isEqual } from "../store/merge_patch.ts";
import type { Outcome, Store, Write } from "../store/store.ts";
import { EventQueue } from "./event_queue.ts";
import { assumedAfter, nextWrite, type Wanted, type WantedId, wantedKey } from "./wanted.ts";
import type { World } from "./world.ts";
import { type Want, WriteOrder } from "./write_order.ts";

const log = logger("write");
/** With this many writes of unknown outcome, the API server is probably down: nothing but these writes is sent. */
const mostUnknown = 256;

export interface WriteQueueOptions {
  readonly store: Pick<Store, "write">;
  readonly world: World;
  /** Called right before each write, since a controller that no longer leads must not write. */
  readonly mayWrite: () => boolean;
  /** The most writes in flight at once. */
  readonly parallel?: number;
  /** See `HostOptions.clock`. */
  readonly clock?: () => number;
}

/** A write whose outcome is not known. */
interface Flight {
  readonly want: Want;
  readonly write: Write;
  readonly attempts: number;
  /** When to repeat the write; absent while it is in flight. */
  readonly againAt?: number;
}

export class WriteQueue {
  readonly #options: WriteQueueOptions;
  readonly #order = new WriteOrder();
  readonly #flights = new Map<WantedId, Flight>();
  readonly #events = new EventQueue();
  readonly #parallel: number;
  readonly #clock: () => number;
  #underWay = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #isStopped = false;
  #onIdle: (() => void) | undefined;
  readonly #breakOff = new AbortController();

  constructor(options: WriteQueueOptions) {
    this.#options = options;
    this.#parallel = options.parallel ?? 16;
    this.#clock = options.clock ?? steadyNow;
  }

  /** Replaces the wanted writes. Earlier wanted writes that were not sent yet are dropped. */
  want(wants: readonly Want[]): void {
    this.#order.replace(wants, performance.now());
    this.#pump();
  }

  /** Queues events that belong to no write. */
  tell(events: readonly KubernetesEvent[]): void {
    this.#events.push(events, performance.now());
    this.#pump();
  }

  /** The number of objects whose write is wanted, in flight or of unknown outcome, plus the number of queued events. */
  get size(): number {
    return this.#order.size + this.#events.size + [...this.#flights.keys()].filter((id) => !this.#order.get(id)).length;
  }

  /** Sends no more writes, and resolves when none is in flight. After `graceMs`, aborts the remaining writes. */
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

  /** Repeats a write, or sends the most urgent write, or an event. If none is due now: when the next one is due. */
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
        // Keeps the assumption until the object is observed: the conflict may be with an earlier attempt of this write.
        return this.#hold(id, want, outcome);
      case "refused":
        cache.giveUp(key);
        return this.#hold(id, want, outcome);
    }
  }

  #written(id: WantedId, { want, write }: Pick<Flight, "want" | "write">, object: Kinds[KindName]): void {
    const next = nextWrite(want.wanted, object);
    if (next === undefined) return this.#finish(id, want);
    // If a server drops a field of the patch, the write is held, so that it is not repeated without pause.
    if (next.action === write.action && "patch" in next && "patch" in write && isEqual(next.patch, write.patch)) {
      const message = "the API server accepted the write, but did not keep all fields";
      return this.#hold(id, want, { outcome: "refused", message });
    }
    this.#order.release(id);
  }

  #unknown(id: WantedId, flight: Flight, outcome: Extract<Outcome, { outcome: "unavailable" }>): void {
    const attempts = flight.attempts + 1;
    const asked = (outcome.retryAfterSeconds ?? 0) * 1000;
    const pauseMs = Math.max(asked, backoffMs(attempts - 1, { firstMs: 100, mostMs: 5_000 }));
    this.#flights.set(id, { ...flight, attempts, againAt: performance.now() + pauseMs });
    warnRarely(log, "Cannot reach the store to write {id}: {message}", {
      id,
      message: outcome.message,
      failures: attempts,
    });
  }

  #hold(id: WantedId, want: Want, { outcome, message }: { readonly outcome: string; readonly message: string }): void {
    const failures = this.#order.failuresOf(id) + 1;
    const isRefused = outcome === "refused";
    const backoff = isRefused ? { firstMs: 1_000, mostMs: 300_000 } : { firstMs: 50, mostMs: 5_000 };
    const until = performance.now() + backoffMs(failures - 1, backoff);
    if (isRefused && !this.#order.isRefused(id)) this.#tellRefused(want.wanted, message);
    const version = this.#observed(want.wanted)?.metadata.resourceVersion;
    this.#order.hold(id, { until, version, failures, isRefused });
    if (isRefused) warnRarely(log, "Cannot write {id}: {message}", { id, message, failures });
    else log.debug("Cannot write {id} as it was: {message}", { id, message, outcome, failures });
  }

  #tellRefused(wanted: Wanted, message: string): void {
    if (wanted.kind !== "Service") return;
    const service = this.#options.world.cache("Service").observed(wantedKey(wanted));
    if (service !== undefined) this.#events.push([statusRefused(service, message, this.#clock())], performance.now());
  }

  #observed(wanted: Wanted): Kinds[KindName] | undefined {
    return this.#options.world.cache(wanted.kind).observed(wantedKey(wanted));
  }
}
