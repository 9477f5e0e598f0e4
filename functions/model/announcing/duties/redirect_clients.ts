/**
 * In a planned move, the previous holder sends each client of an address the new holder's MAC, between two of the
 * client's connections. `hand_over.ts` decides how long the previous holder keeps the address; the new
 * holder broadcasts after `redirectMs`.
 *
 * A client that learns a new MAC uses it at once for all its open connections. The new holder's kernel does not know
 * these connections and resets them. So the previous holder watches the clients' connections while it still answers
 * with the new holder's MAC. It sends a client the new MAC as soon as the client has no open connection.
 *
 * Why: docs/adr/0019-between-two-connections.md
 *
 * @module
 */

import type { EdgeSegment } from "../../wire/tcp_segment.ts";
import type { Instant } from "../../kubernetes.ts";
import type { Duty, Relieved } from "./duty.ts";
import { overhearMs, relievedMs } from "../timing.ts";

/** A client of the address, as far as this node knows it. A client is a host with one MAC. */
export interface Client {
  /**
   * The client's connections that this node saw and that are still open. `"many"`: more than `mostOpen`, as behind a
   * router; such a client learns the new MAC from the broadcast.
   */
  readonly open: ReadonlySet<string> | "many";
  /** True if this node has sent the client the new MAC, and the client has opened no connection to this node since. */
  readonly isTold: boolean;
}

/** The most clients that a node remembers. */
export const mostClients = 1_024;
/** The most open connections that a node remembers of one client. */
export const mostOpen = 32;

/**
 * True if this node is to redirect the clients of an address: it is relieved, and held the address before.
 *
 * @param already true if this node was already to redirect them after the last decision
 */
export function isRedirecting(duty: Duty | undefined, before: Duty | undefined, already: boolean): duty is Relieved {
  return duty?.state === "relieved" && (already || before?.role === "holding");
}

/** The client as this node knows it after one more segment from that client. */
export function overhear(before: Client | undefined, segment: EdgeSegment): Client {
  const { open: known, isTold } = before ?? { open: new Set(), isTold: false };
  if (known === "many") return { open: known, isTold };
  const open = new Set(known);
  const connection = `${segment.source} ${segment.sourcePort} ${segment.destinationPort}`;
  if (segment.edge === "closes") {
    open.delete(connection);
    return { open, isTold };
  }
  open.add(connection);
  return { open: open.size > mostOpen ? "many" : open, isTold: false };
}

/**
 * True if this node is to send the new MAC now to a client whose connection has just closed. False after this node's
 * time as relieved node: then this node has stalled, and its records may be out of date.
 */
export function isToBeTold({ open, isTold }: Client, { relievedSince }: Relieved, now: Instant): boolean {
  const age = now - relievedSince;
  return open !== "many" && open.size === 0 && !isTold && age >= overhearMs && age < relievedMs;
}
