/**
 * A node that has given an address away goes on in the new one's name for a moment. Until it parts, it sees by the clients'
 * connections when each of them may be told where the address is now: a host learns it for all that it has open at once, and
 * what it has open belongs to this node.
 *
 * @module
 */

import type { EdgeSegment } from "../wire/tcp_segment.ts";
import type { Instant } from "../kubernetes.ts";
import type { Duty, Surrogacy } from "./duty.ts";
import { overhearMs, partingMs } from "./timing.ts";

/** What is known of a host with one MAC that uses the address. */
export interface Client {
  /** Its connections that were seen to open; `"many"`: it is a crowd, like a router, and left to the broadcast. */
  readonly open: ReadonlySet<string> | "many";
  /** It has been told, and has opened no connection here since. */
  readonly isTold: boolean;
}

/** So many clients are remembered, and of each so many connections. */
export const mostClients = 1_024;
export const mostOpen = 32;

/** Until now the address was this node's own, or it was parting from it already. */
export function isParting(duty: Duty | undefined, before: Duty | undefined, already: boolean): duty is Parting {
  return duty?.role === "surrogate" && duty.relievedSince !== undefined && (already || before?.role === "holding");
}

export type Parting = Surrogacy & { readonly relievedSince: Instant };

/** What is known of a client after a segment of it. */
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

/** Is a client, of which a connection has just closed, to be told now? Never by one that stalled: what it knows may be past. */
export function isToBeTold({ open, isTold }: Client, { relievedSince }: Parting, now: Instant): boolean {
  const age = now - relievedSince;
  return open !== "many" && open.size === 0 && !isTold && age >= overhearMs && age < partingMs;
}
