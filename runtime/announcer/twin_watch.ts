/**
 * Notices an announcer on another machine that has the name of this node: it writes this node's Lease too, or its
 * heartbeats arrive. Notices also if the API server refuses the Lease, since this announcer runs on another node.
 *
 * Why: docs/adr/0036-two-announcers-with-one-name.md
 *
 * @module
 */

import type { BeatState } from "../../functions/model/announcing/heartbeat/heartbeat.ts";
import type { HeardTwin } from "../../functions/model/announcing/heartbeat/twin_beats.ts";
import { announcerLeaseName } from "../../functions/model/announcing/status/announcer_lease.ts";
import { isForOtherNode, twinVerdict } from "../../functions/model/announcing/status/twins.ts";
import { toInstant, toMicroTime } from "../../functions/model/instant.ts";
import type { Lease } from "../../functions/model/kubernetes.ts";
import { announcerLeaseSeconds } from "../../functions/model/lease_times.ts";
import { logger } from "../ground/log.ts";
import { pause } from "../ground/pause.ts";
import type { Selection, Sink, Store } from "../store/store.ts";

const log = logger("lease");
const lookMs = 2_000;
const patienceMs = 5_000;

export interface TwinWatchOptions {
  readonly node: string;
  readonly namespace: string;
  readonly store: Store;
  /** The `acquireTime` that this announcer writes into the Lease. */
  readonly started: string;
  /** Called when another announcer has been told to wait: the Lease and the conditions must name it at once. */
  readonly onTwin: () => void;
}

/**
 * Why an announcer must wait. `second`: another announcer with its node name was there first. `refused`: the API server
 * refuses its Lease.
 */
export type Yielding = "second" | "refused";

export class TwinWatch {
  readonly #options: TwinWatchOptions;
  readonly #yielded = new AbortController();
  #wasSeen = false;
  #before: string | undefined;
  #twin: string | undefined;
  readonly #macs = new Set<string>();
  #yielding: Yielding | undefined;

  constructor(options: TwinWatchOptions) {
    this.#options = options;
  }

  /** The start of the other announcer, for the Lease; undefined: there is none. */
  get twin(): string | undefined {
    return this.#twin;
  }

  /** The MACs of the other announcer; none if this announcer must wait. */
  get macs(): ReadonlySet<string> {
    return this.#macs;
  }

  /** Aborts when this announcer must wait: see `Yielding`. */
  get yielded(): AbortSignal {
    return this.#yielded.signal;
  }

  /** Why this announcer must wait; undefined: it need not. */
  get yielding(): Yielding | undefined {
    return this.#yielding;
  }

  /** The claim of this announcer to the node's name, for the beats between the two: see `twinIn`. */
  get claim(): BeatState {
    return this.#yielding !== undefined ? "restarting" : this.#wasSeen ? "running" : "starting";
  }

  /** Another announcer with this node's name has answered this one. */
  heard({ mac, ranSeconds, isFirst }: HeardTwin): void {
    if (isFirst) return this.#yieldTo([mac]);
    this.#claim(this.#twin ?? toMicroTime(Date.now() - ranSeconds * 1_000), [mac]);
  }

  /** The API server has refused the Lease, with this message. */
  refused(message: string): void {
    if (this.yielded.aborted || this.#wasSeen || !isForOtherNode(message)) return;
    const { node } = this.#options;
    log.error(
      "Cannot announce as node {node}: this one waits until it has the name of its own node (--node-name): {message}",
      {
        node,
        message,
      },
    );
    this.#yield("refused");
  }

  async follow(signal: AbortSignal): Promise<void> {
    const take = (lease: Lease): void => this.#take(lease);
    const sink: Sink<Lease> = {
      replace: (leases) => leases.forEach(take),
      restored: () => {},
      upsert: take,
      remove: () => {},
    };
    await this.#options.store.follow(selectionOf(this.#options), sink, signal);
  }

  #take(lease: Lease): void {
    const { started } = this.#options;
    if (!this.#wasSeen) this.#before ??= lease.spec?.acquireTime;
    const own = { started, before: this.#before, wasSeen: this.#wasSeen, twin: this.#twin };
    const verdict = twinVerdict(lease, own);
    this.#wasSeen ||= toInstant(lease.spec?.acquireTime) === toInstant(started);
    if (verdict.is === "alone" || this.yielded.aborted) return;
    if (verdict.is === "second") this.#yieldTo(verdict.macs);
    else this.#claim(verdict.twin, verdict.macs);
  }

  #yieldTo(macs: readonly string[]): void {
    if (this.yielded.aborted) return;
    log.error(
      "Cannot announce as node {node}: an announcer with this node name runs on another machine ({macs}); this one waits until that one is gone, or give it another --node-name",
      { node: this.#options.node, macs: textOf(macs) },
    );
    this.#yield("second");
  }

  #yield(why: Yielding): void {
    this.#yielding = why;
    this.#yielded.abort();
  }

  #claim(twin: string, macs: readonly string[]): void {
    if (this.yielded.aborted) return;
    if (twin !== this.#twin) {
      log.error(
        "A second announcer with the name of node {node} has started on another machine ({macs}), and is told to wait: correct its --node-name",
        { node: this.#options.node, macs: textOf(macs) },
      );
    }
    this.#twin = twin;
    for (const mac of macs) this.#macs.add(mac);
    this.#options.onTwin();
  }
}

function textOf(macs: readonly string[]): string {
  return macs.join(", ") || "no link";
}

/**
 * Waits until no announcer has renewed the node's Lease for 40 s, until there is no such Lease, or until the signal
 * aborts. The Lease must be readable for all of the 40 s: while the API server is away, the first announcer cannot
 * renew it either.
 */
export async function untilAlone(
  place: Pick<TwinWatchOptions, "node" | "namespace" | "store"> & { readonly clock: () => number },
  signal: AbortSignal,
): Promise<void> {
  let seen: { readonly renewed: string | undefined; readonly at: number } | undefined;
  while (!signal.aborted) {
    const listing = await place.store.list(selectionOf(place), AbortSignal.timeout(patienceMs)).catch(() => undefined);
    if (listing?.outcome === "listed") {
      const renewed = listing.objects.at(0)?.spec?.renewTime;
      if (renewed !== seen?.renewed || seen === undefined) seen = { renewed, at: place.clock() };
      if (renewed === undefined || place.clock() - seen.at >= announcerLeaseSeconds * 1_000) return;
    } else seen = undefined;
    await pause(lookMs, signal);
  }
}

function selectionOf({ node, namespace }: Pick<TwinWatchOptions, "node" | "namespace">): Selection<"Lease"> {
  return { kind: "Lease", namespace, fields: { "metadata.name": announcerLeaseName(node) } };
}
