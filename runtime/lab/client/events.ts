/**
 * What the instruments on a client host write: one JSON object a line. `at` is in milliseconds since the Unix epoch, with
 * fractions, and compares across the processes of one machine.
 *
 * @module
 */

import type { Kinds } from "../../../functions/model/kinds.ts";
import type { ObjectKey } from "../../../functions/model/kubernetes.ts";

/** Somebody said on the network that it has an address. */
export interface NeighborHeard {
  readonly at: number;
  readonly address: string;
  /** An answer is for us alone; an announcement, a gratuitous ARP or an unsolicited advertisement, is for all. */
  readonly kind: "answer" | "announcement";
  /** The MAC to send to. */
  readonly mac: string;
  /** The MAC that the frame came from: another one where a node answers on behalf of the one that holds the address. */
  readonly source: string;
  /** How many of our questions in a row had got no answer until now. */
  readonly missed: number;
  /** Since our last question; absent before the first. */
  readonly afterMs?: number;
}

/** One HTTP request, on a connection of its own. */
export type HttpAnswered =
  & { readonly at: number; readonly ms: number }
  & ({ readonly ok: true; /** The name of the host that served it. */ readonly by: string } | {
    readonly ok: false;
    readonly why: string;
  });

/** What became of one line sent along a connection that stays open. */
export type Echoed =
  & { readonly at: number }
  & ({ readonly event: "open" } | { readonly event: "echo"; readonly ms: number } | {
    readonly event: "broken";
    readonly why: string;
  });

/** The ways that a router's kernel has to an address from now on. */
export interface RouteHeard {
  readonly at: number;
  readonly address: string;
  /** Sorted; empty: none any more. */
  readonly nextHops: readonly string[];
}

export const watchedKinds = ["Service", "VirtualIP", "Lease"] as const;
export type WatchedKind = typeof watchedKinds[number];

/** An object as it is from now on; null: it is gone. */
export interface ObjectSeen<Kind extends WatchedKind = WatchedKind> {
  readonly at: number;
  readonly kind: Kind;
  readonly key: ObjectKey;
  readonly object: Kinds[Kind] | null;
}

/** Writes one event, at once: whoever kills this process has read all that it saw. */
export function writeEvent(event: NeighborHeard | HttpAnswered | Echoed | RouteHeard | ObjectSeen): void {
  const bytes = new TextEncoder().encode(`${JSON.stringify(event)}\n`);
  for (let from = 0; from < bytes.length;) from += Deno.stdout.writeSync(bytes.subarray(from));
}

export function epochMs(): number {
  return performance.timeOrigin + performance.now();
}
