/**
 * The Lease by which an announcer tells the controller that it lives, and its peers where it is reached.
 *
 * @module
 */

import { type BGPStanding, bgpStandingText } from "../../functions/model/bgp/bgp_standing.ts";
import { announcerLeaseName, type AnnouncerLinks } from "../../functions/model/announcing/announcer_lease.ts";
import type { Lease } from "../../functions/model/kubernetes.ts";
import { annotationBGP, annotationLinks, labelComponent, labelNode } from "../../functions/model/names.ts";
import type { UsableLink } from "../../functions/model/announcing/situation.ts";
import { logger } from "../log.ts";
import { pause } from "../store/backoff.ts";
import type { Store } from "../store/store.ts";

const log = logger("lease");

export interface LeaseKeeperOptions {
  readonly node: string;
  readonly namespace: string;
  readonly store: Store;
  readonly links: () => readonly UsableLink[];
  /** Of an announcer that speaks BGP. */
  readonly bgp?: () => BGPStanding;
}

const renewSeconds = 10;
const retrySeconds = 2;

export class LeaseKeeper {
  readonly #options: LeaseKeeperOptions;
  readonly #since = new Date();
  #news = new AbortController();
  #written = (): void => {};

  constructor(options: LeaseKeeperOptions) {
    this.#options = options;
  }

  /** Renews the Lease now: what it tells has changed. A renewal on its way, which tells the old, is given up. */
  renew(): void {
    this.#news.abort();
  }

  /** Renews it a last time, and waits for that, but not for long. */
  async renewed(withinMs: number): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#written = resolve;
    this.renew();
    const timer = setTimeout(resolve, withinMs);
    await promise;
    clearTimeout(timer);
  }

  /** Renews until the signal aborts. The Lease stays: the node's addresses stay with it through a restart. */
  async run(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      this.#news = new AbortController();
      const interrupted = AbortSignal.any([signal, this.#news.signal]);
      const failure = await this.#write(interrupted);
      if (interrupted.aborted) continue;
      if (failure === undefined) this.#written();
      if (failure !== undefined) log.warn("Cannot renew the Lease: {failure}", { failure });
      await pause((failure === undefined ? renewSeconds : retrySeconds) * 1_000, interrupted);
    }
  }

  async #write(signal: AbortSignal): Promise<string | undefined> {
    const { node, namespace, store } = this.#options;
    const name = announcerLeaseName(node);
    const lease = this.#lease(name);
    const { metadata: { labels, annotations }, spec } = lease;
    // What an announcer that spoke BGP has left there goes.
    const patch = { metadata: { labels, annotations: { [annotationBGP]: null, ...annotations } }, spec };
    const patched = await store.write({ action: "patch", target: { kind: "Lease", name, namespace }, patch }, signal);
    if (patched.outcome === "written") return undefined;
    if (patched.outcome !== "gone") return patched.message;
    const created = await store.write({ action: "create", kind: "Lease", object: lease }, signal);
    return created.outcome === "written" ? undefined : created.message;
  }

  #lease(name: string): Lease {
    const { node, namespace, links, bgp } = this.#options;
    const told: AnnouncerLinks = { links: links().map(({ name, mac, addresses }) => ({ name, mac, addresses })) };
    return {
      apiVersion: "coordination.k8s.io/v1",
      kind: "Lease",
      metadata: {
        name,
        namespace,
        labels: { [labelComponent]: "announcer", [labelNode]: node },
        annotations: {
          [annotationLinks]: JSON.stringify(told),
          ...(bgp !== undefined && { [annotationBGP]: bgpStandingText(bgp()) }),
        },
      },
      spec: {
        holderIdentity: node,
        leaseDurationSeconds: 4 * renewSeconds,
        acquireTime: microTime(this.#since),
        renewTime: microTime(new Date()),
      },
    };
  }
}

/** RFC 3339 with microseconds, as a Lease wants it. */
function microTime(date: Date): string {
  return date.toISOString().replace("Z", "000Z");
}
