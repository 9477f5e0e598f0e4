/**
 * The output of the instruments on a client host: one JSON object per line. `at` is in milliseconds since the Unix
 * epoch, with fractions. Times of different processes on one machine are comparable.
 *
 * @module
 */

import type { Kinds } from "../../../functions/model/kinds.ts";
import type { ObjectKey } from "../../../functions/model/kubernetes.ts";

/** An answer for an address, or an announcement of it. */
export interface NeighborHeard {
  readonly at: number;
  readonly address: string;
  /**
   * An answer goes only to this host. An announcement (gratuitous ARP or unsolicited advertisement) goes to all hosts.
   */
  readonly kind: "answer" | "announcement";
  /** The MAC to which hosts send packets for the address. */
  readonly mac: string;
  /** The MAC that sent the frame. It differs from `mac` when a node answers on behalf of the holder. */
  readonly source: string;
  /**
   * How many requests since the last answer have had no answer. The latest request is not counted: an answer to it
   * may still come.
   */
  readonly missed: number;
  /** The time since the last request, in ms; absent before the first request. */
  readonly afterMs?: number;
}

/** One HTTP request, on a new connection. */
export type HttpAnswered =
  & { readonly at: number; readonly ms: number }
  & ({ readonly ok: true; /** The name of the host that served the request. */ readonly by: string } | {
    readonly ok: false;
    readonly why: string;
  });

/** An event of a connection that stays open: it was opened, a line was echoed, or it broke. */
export type Echoed =
  & { readonly at: number }
  & ({ readonly event: "open" } | { readonly event: "echo"; readonly ms: number } | {
    readonly event: "broken";
    readonly why: string;
  });

/** The next hops that a router's kernel has for an address, from `at` on. */
export interface RouteHeard {
  readonly at: number;
  readonly address: string;
  /** The next hops, sorted; empty if the route is gone. */
  readonly nextHops: readonly string[];
}

export const watchedKinds = ["Service", "VirtualIP", "Lease"] as const;
export type WatchedKind = typeof watchedKinds[number];

/** The version of an object from `at` on; null if it was deleted. */
export interface ObjectSeen<Kind extends WatchedKind = WatchedKind> {
  readonly at: number;
  readonly kind: Kind;
  readonly key: ObjectKey;
  readonly object: Kinds[Kind] | null;
}

/** Writes one event without a buffer, so that none is lost when this process is killed. */
export function writeEvent(event: NeighborHeard | HttpAnswered | Echoed | RouteHeard | ObjectSeen): void {
  const bytes = new TextEncoder().encode(`${JSON.stringify(event)}\n`);
  for (let from = 0; from < bytes.length;) from += Deno.stdout.writeSync(bytes.subarray(from));
}

export function epochMs(): number {
  return performance.timeOrigin + performance.now();
}
