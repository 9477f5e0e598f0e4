/**
 * Renews an announcer's Lease. The Lease shows the controller that the announcer lives, and gives the peers its
 * addresses.
 *
 * @module
 */

import { pause } from "../ground/pause.ts";
import { toMicroTime } from "../../functions/model/instant.ts";
import { announcerLeaseSeconds, announcerRenewSeconds } from "../../functions/model/lease_times.ts";
import { type BGPStanding, bgpStandingText } from "../../functions/model/announcing/bgp_standing.ts";
import { announcerLeaseName, type AnnouncerLinks } from "../../functions/model/announcing/status/announcer_lease.ts";
import {
  type HeartbeatStanding,
  heartbeatStandingText,
} from "../../functions/model/announcing/heartbeat/heartbeat_standing.ts";
import { type KnownProxy, knownProxyText } from "../../functions/model/announcing/status/proxy_health.ts";
import type { Lease } from "../../functions/model/kubernetes.ts";
import {
  annotationBGP,
  annotationHeartbeat,
  annotationKubeProxy,
  annotationLinks,
  annotationTwin,
  annotationUnheard,
  labelComponent,
  labelNode,
} from "../../functions/model/names.ts";
import { nodeInLabel } from "../../functions/model/node_names.ts";
import type { UsableLink } from "../../functions/model/announcing/duties/situation.ts";
import { logger, warnRarely } from "../ground/log.ts";
import { type Outcome, retryAfterMs, type Store } from "../store/store.ts";

const log = logger("lease");

export interface LeaseKeeperOptions {
  readonly node: string;
  readonly namespace: string;
  readonly store: Store;
  readonly links: () => readonly UsableLink[];
  readonly heartbeat: () => HeartbeatStanding;
  /** The peers whose heartbeats do not arrive at this node. */
  readonly unheard: () => readonly string[];
  /** The start of a second announcer with this node's name; undefined: there is none. */
  readonly twin: () => string | undefined;
  /** The health of the node's kube-proxy; absent: the announcer does not ask. */
  readonly proxy?: () => KnownProxy | undefined;
  /** Called with the API server's message when it refuses the Lease. */
  readonly onRefused?: (message: string) => void;
  /** The state of BGP; absent if the announcer does not use BGP. */
  readonly bgp?: () => BGPStanding;
}

const retrySeconds = 2;
/** An API server that needs longer than this for a renewal is slow. */
const slowMs = 1_000;

/** Null removes an annotation that no longer applies. */
const withdrawn = {
  [annotationBGP]: null,
  [annotationKubeProxy]: null,
  [annotationUnheard]: null,
  [annotationTwin]: null,
} as const;

export class LeaseKeeper {
  readonly #options: LeaseKeeperOptions;
  readonly #since = new Date();
  #news = new AbortController();
  #written = (): void => {};

  constructor(options: LeaseKeeperOptions) {
    this.#options = options;
  }

  /** The `acquireTime` in the Lease. */
  get started(): string {
    return toMicroTime(this.#since.getTime());
  }

  /**
   * Renews the Lease now, e.g. because its content has changed. A running renewal is cancelled and begins again, since
   * its connection may be half-open; but if the API server is slow, it goes on, and another one follows.
   */
  renew(): void {
    this.#news.abort();
  }

  /** Renews the Lease a last time. Resolves when the Lease is written, or after `withinMs`. */
  async renewed(withinMs: number): Promise<void> {
    const written = this.written(AbortSignal.timeout(withinMs));
    this.renew();
    await written;
  }

  /** Resolves when the Lease is written, or when the signal aborts. */
  async written(signal: AbortSignal): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#written = resolve;
    signal.addEventListener("abort", () => resolve(), { once: true });
    if (signal.aborted) resolve();
    await promise;
  }

  /**
   * Renews until the signal aborts. The Lease is not deleted at the end, so the node keeps its addresses through a
   * restart.
   */
  async run(signal: AbortSignal): Promise<void> {
    let failures = 0;
    let isSlow = false;
    while (!signal.aborted) {
      this.#news = new AbortController();
      const interrupted = AbortSignal.any([signal, this.#news.signal]);
      const cancelled: AbortSignal = isSlow ? signal : interrupted;
      const sentAt = performance.now();
      const outcome = await this.#write(cancelled);
      // With a renewal every 2 s, a server that answers after 2 s would otherwise never get to the end of one.
      isSlow = cancelled.aborted || performance.now() - sentAt > slowMs;
      if (cancelled.aborted) continue;
      if (outcome.outcome === "written") {
        failures = 0;
        this.#written();
        await pause(announcerRenewSeconds * 1_000, interrupted);
      } else {
        const { message } = outcome;
        if (outcome.outcome === "refused") this.#options.onRefused?.(message);
        warnRarely(log, "Cannot renew the Lease: {message}", { message, failures: ++failures });
        const askedMs = retryAfterMs(outcome);
        // A pause that the server asks for is kept whatever the news.
        await pause(Math.max(retrySeconds * 1_000, askedMs), askedMs > 0 ? signal : interrupted);
      }
    }
  }

  async #write(signal: AbortSignal): Promise<Outcome<"Lease">> {
    const { node, namespace, store } = this.#options;
    const name = announcerLeaseName(node);
    const lease = this.#lease(name);
    const { metadata: { labels, annotations }, spec } = lease;
    const patch = {
      metadata: { labels, annotations: { ...withdrawn, ...annotations } },
      spec,
    };
    const patched = await store.write({ action: "patch", target: { kind: "Lease", name, namespace }, patch }, signal);
    if (patched.outcome !== "gone") return patched;
    return await store.write({ action: "create", kind: "Lease", object: lease }, signal);
  }

  #lease(name: string): Lease {
    const { node, namespace, links, heartbeat, unheard, twin, proxy, bgp } = this.#options;
    const told: AnnouncerLinks = {
      links: links().map(({ name, mac, addresses, lost }) => ({
        name,
        mac,
        addresses,
        ...(lost !== undefined && { lost }),
      })),
    };
    const acquireTime = this.started;
    const second = twin();
    const known = proxy?.();
    return {
      apiVersion: "coordination.k8s.io/v1",
      kind: "Lease",
      metadata: {
        name,
        namespace,
        labels: { [labelComponent]: "announcer", [labelNode]: nodeInLabel(node) },
        annotations: {
          [annotationLinks]: JSON.stringify(told),
          ...(unheard().length > 0 && { [annotationUnheard]: unheard().join() }),
          [annotationHeartbeat]: heartbeatStandingText(heartbeat(), acquireTime),
          ...(second !== undefined && { [annotationTwin]: second }),
          ...(known !== undefined && { [annotationKubeProxy]: knownProxyText(known, acquireTime) }),
          ...(bgp !== undefined && { [annotationBGP]: bgpStandingText(bgp()) }),
        },
      },
      spec: {
        holderIdentity: node,
        leaseDurationSeconds: announcerLeaseSeconds,
        acquireTime,
        renewTime: toMicroTime(Date.now()),
      },
    };
  }
}
