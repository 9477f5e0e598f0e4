/**
 * The main loop of a controller: observe, decide, write. A change only sets a flag, and passes run one after the other,
 * so a burst of changes costs few passes. The first pass runs after every kind that is not optional has been listed.
 *
 * @module
 */

import { pause } from "../ground/pause.ts";
import type { KubernetesEvent } from "../../functions/model/kubernetes.ts";
import { logger } from "../ground/log.ts";
import type { Selection, Store } from "../store/store.ts";
import { Bell } from "./bell.ts";
import type { Wanted } from "./wanted.ts";
import { difference } from "./wants.ts";
import { World } from "./world.ts";
import { WriteQueue } from "./write_queue.ts";

const log = logger("host");

/** The result of a pass. */
export interface Decision {
  readonly wanted: readonly Wanted[];
  /** Each event is sent after the write to its object, or at once if its object needs no write. */
  readonly events: readonly KubernetesEvent[];
  /** The time after which the next pass runs even if nothing changes. */
  readonly resyncAfterSeconds?: number;
}

/** The duration of a pass, and the writes that it left. */
export interface PassTaken {
  readonly ms: number;
  /** The queue of writes; `size` is its current size. */
  readonly queue: { readonly size: number };
}

export interface HostOptions {
  readonly store: Store;
  readonly selections: readonly Selection[];
  /** Runs one pass. */
  readonly decide: (world: World) => Decision;
  /** Called after each pass. */
  readonly onPass?: (taken: PassTaken) => void;
  readonly mayWrite: () => boolean;
  readonly parallelWrites?: number;
  /** Returns milliseconds since the epoch, and never goes back or jumps; by default `steadyNow`. */
  readonly clock?: () => number;
}

/**
 * The longest pause after a pass, in ms. A pause is as long as the pass, less the idle time before the pass, so that
 * writes get at least half of the time. After a quiet time, the second pass follows the first at once, since the
 * endpoints of a new Service arrive soon after the Service.
 */
const mostPauseMs = 1_000;

/** At the end, the longest wait for writes in flight. Then they are aborted, and their outcomes stay unknown. */
const graceMs = 500;

/** Runs until the signal aborts; resolves when no pass and no write runs any more. */
export async function runHost(options: HostOptions, signal: AbortSignal): Promise<void> {
  const { store, selections, decide, onPass, mayWrite, parallelWrites, clock } = options;
  const bell = new Bell();
  const world = new World(selections, () => bell.ring(), clock);
  const following = world.follow(store, signal);
  const queue = new WriteQueue({
    store,
    world,
    mayWrite,
    ...(parallelWrites === undefined ? {} : { parallel: parallelWrites }),
    ...(clock === undefined ? {} : { clock }),
  });
  signal.addEventListener("abort", () => bell.ring(), { once: true });
  let resyncMs: number | undefined;
  while (true) {
    const idleSince = performance.now();
    await bell.heard(resyncMs);
    bell.mute();
    if (signal.aborted) break;
    if (!world.isListed) continue;
    const started = performance.now();
    const idleMs = started - idleSince;
    const decision = decide(world);
    const { wants, events } = difference(decision.wanted, decision.events, (kind, key) => world.cache(kind).get(key));
    queue.want(wants);
    queue.tell(events);
    const tookMs = performance.now() - started;
    log.debug("A pass took {ms} ms", { ms: Math.round(tookMs), wants: wants.length, waiting: queue.size });
    onPass?.({ ms: tookMs, queue });
    resyncMs = decision.resyncAfterSeconds === undefined ? undefined : decision.resyncAfterSeconds * 1000;
    if (tookMs > idleMs) await pause(Math.min(tookMs - idleMs, mostPauseMs), signal);
  }
  await Promise.all([following, queue.stop(graceMs)]);
}
