/**
 * Follows this node's own Lease, and notices if an announcer on another machine writes it too.
 *
 * @module
 */

import { announcerLeaseName } from "../../functions/model/announcing/status/announcer_lease.ts";
import { twinVerdict } from "../../functions/model/announcing/status/twins.ts";
import { toInstant } from "../../functions/model/instant.ts";
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
  /** Called when the Lease must be renewed at once, because another announcer has written it. */
  readonly onTwin: () => void;
}

export class TwinWatch {
  readonly #options: TwinWatchOptions;
  readonly #yielded = new AbortController();
  #wasSeen = false;
  #before: string | undefined;
  #twin: string | undefined;

  constructor(options: TwinWatchOptions) {
    this.#options = options;
  }

  /** The start of the other announcer, for the Lease; undefined: there is none. */
  get twin(): string | undefined {
    return this.#twin;
  }

  /** Aborts when this announcer must wait for another one with the same node name. */
  get yielded(): AbortSignal {
    return this.#yielded.signal;
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
    const { started, node, onTwin } = this.#options;
    if (!this.#wasSeen) this.#before ??= lease.spec?.acquireTime;
    const own = { started, before: this.#before, wasSeen: this.#wasSeen, twin: this.#twin };
    const verdict = twinVerdict(lease, own);
    this.#wasSeen ||= toInstant(lease.spec?.acquireTime) === toInstant(started);
    if (verdict.is === "alone" || this.yielded.aborted) return;
    const macs = verdict.macs.join(", ") || "no link";
    if (verdict.is === "second") {
      log.error(
        "Cannot announce as node {node}: an announcer with this node name runs on another machine ({macs}); this one waits until that one is gone, or give it another --node-name",
        { node, macs },
      );
      return this.#yielded.abort();
    }
    if (verdict.twin !== this.#twin) {
      log.error(
        "A second announcer with the name of node {node} has started on another machine ({macs}), and is told to wait: correct its --node-name",
        { node, macs },
      );
    }
    this.#twin = verdict.twin;
    onTwin();
  }
}

/** Waits until nobody has renewed the node's Lease for 40 s, or until the signal aborts. */
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
    }
    await pause(lookMs, signal);
  }
}

function selectionOf({ node, namespace }: Pick<TwinWatchOptions, "node" | "namespace">): Selection<"Lease"> {
  return { kind: "Lease", namespace, fields: { "metadata.name": announcerLeaseName(node) } };
}
