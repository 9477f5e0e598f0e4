/**
 * The sessions that a node had before its announcer started. A rollout waits until they are up again. Otherwise the
 * rollout would restart the next node's announcer while the routers still have no session with this node.
 *
 * @module
 */

import { announcerLeaseName } from "../../functions/model/announcing/status/announcer_lease.ts";
import { readBGPStanding } from "../../functions/model/announcing/bgp_standing.ts";
import { annotationBGP } from "../../functions/model/names.ts";
import { KindCache } from "../host/kind_cache.ts";
import type { Store } from "../store/store.ts";
import { isUp, type PeerStanding } from "./peer_standing.ts";

/** How long to wait for the Lease, in ms. If it cannot be read by then, no earlier session is awaited. */
const patienceMs = 2_000;

/** Reads the sessions from the node's Lease; empty if it cannot be read within 2 s. */
export async function sessionsBefore(
  store: Store,
  { node, namespace }: { readonly node: string; readonly namespace: string },
): Promise<readonly string[]> {
  const name = announcerLeaseName(node);
  const { promise, resolve } = Promise.withResolvers<void>();
  const cache: KindCache<"Lease"> = new KindCache(() => {
    if (cache.isListed) resolve();
  });
  const stop = new AbortController();
  const timer = setTimeout(resolve, patienceMs);
  const following = store.follow({ kind: "Lease", namespace, fields: { "metadata.name": name } }, cache, stop.signal);
  await promise;
  clearTimeout(timer);
  stop.abort();
  await following;
  const standing = readBGPStanding(cache.all[0]?.metadata.annotations?.[annotationBGP]);
  return standing === undefined ? [] : [...new Set([...standing.sessions, ...standing.awaited])].sort();
}

/** The longest time to wait for the sessions. */
const mostMs = 120_000;

export class AwaitedSessions {
  #names: readonly string[];
  readonly #until: number;

  /** @param now in milliseconds, by the same clock as for `look` */
  constructor(names: readonly string[], now: number) {
    this.#names = names;
    this.#until = now + mostMs;
  }

  /** The BGPPeers whose sessions are still awaited. */
  get names(): readonly string[] {
    return this.#names;
  }

  /**
   * @param peers the BGPPeers that the node now has
   * @param unread the names of the BGPPeers whose Secret the announcer may not read yet
   */
  look(peers: readonly PeerStanding[], unread: readonly string[], now: number): void {
    const missing = new Set([...peers.filter((each) => !isUp(each)).map(({ name }) => name), ...unread]);
    this.#names = now < this.#until ? this.#names.filter((name) => missing.has(name)) : [];
  }
}
