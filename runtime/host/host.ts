/**
 * Observes, lets decide, writes. Events only set a flag: a pass runs when the last one is over, so that a burst of them costs
 * a few passes. Nothing is decided before every kind has been listed once.
 *
 * @module
 */

import type { KubernetesEvent } from "../../functions/model/kubernetes.ts";
import { logger } from "../log.ts";
import { pause } from "../store/backoff.ts";
import type { Selection, Store } from "../store/store.ts";
import { Bell } from "./bell.ts";
import type { Wanted } from "./wanted.ts";
import { difference } from "./wants.ts";
import { World } from "./world.ts";
import { WriteQueue } from "./write_queue.ts";

const log = logger("host");

/** What a pass decides. */
export interface Decision {
  readonly wanted: readonly Wanted[];
  /** Each is told when the write to the object that it is about has been done; at once, if there is none. */
  readonly events: readonly KubernetesEvent[];
  /** When to decide again though nothing has happened. */
  readonly resyncAfterSeconds?: number;
}

/** How a pass went. */
export interface PassTaken {
  readonly ms: number;
  /** What is to be written: how much that is changes from moment to moment. */
  readonly queue: { readonly size: number };
}

export interface HostOptions {
  readonly store: Store;
  readonly selections: readonly Selection[];
  /** Pure, but for asking what time it is. */
  readonly decide: (world: World) => Decision;
  /** A pass is over. */
  readonly onPass?: (taken: PassTaken) => void;
  readonly mayWrite: () => boolean;
  readonly parallelWrites?: number;
}

/**
 * Passes have no more than half of the time, lest they starve what they decide: after one it rests for as long as that took, less
 * what it had to wait for it. So after a time of peace two follow each other at once: a new Service comes with its endpoints.
 */
const mostPauseMs = 1_000;

/** How long, at the end, writes under way are waited for: broken off, they may or may not have happened. */
const graceMs = 500;

/** Runs until the signal aborts; resolves when nothing is under way any more. */
export async function runHost(options: HostOptions, signal: AbortSignal): Promise<void> {
  const { store, selections, decide, onPass, mayWrite, parallelWrites } = options;
  const bell = new Bell();
  const world = new World(selections, () => bell.ring());
  const following = world.follow(store, signal);
  const queue = new WriteQueue({
    store,
    world,
    mayWrite,
    ...(parallelWrites === undefined ? {} : { parallel: parallelWrites }),
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
