/**
 * The open TCP connections of a host at this node, by the host's segments. Of the segments that neither open nor close
 * a connection, this node sees only a sample. The sample shows connections that were opened before this node began to
 * listen.
 *
 * @module
 */

import { combine, hash32 } from "../../hash.ts";
import type { Instant } from "../../kubernetes.ts";

export interface Connections {
  /**
   * By a hash of the connection: when its last segment was seen. `"many"`: more than `mostOpen`, as behind a router.
   */
  readonly open: ReadonlyMap<number, Instant> | "many";
  /** Hashes of the connections that were closed last: their last acknowledgments may still arrive. */
  readonly closed: readonly number[];
}

export const noConnections: Connections = { open: new Map(), closed: [] };

export interface SeenSegment {
  readonly source: string;
  readonly sourcePort: number;
  readonly destinationPort: number;
  readonly edge: "opens" | "closes" | "goesOn";
}

/** The most open connections that are stored for one host. */
const mostOpen = 32;
const mostClosed = 16;
/**
 * If no segment of a connection is seen for this long, it no longer counts: its host is gone, or the connection is
 * idle.
 */
const forgottenMs = 3_600_000;

export function withSegment({ open, closed }: Connections, segment: SeenSegment, now: Instant): Connections {
  if (open === "many") return { open, closed };
  const connection = combine(hash32(segment.source), segment.sourcePort * 65_536 + segment.destinationPort);
  if (segment.edge === "closes") {
    const left = new Map(open);
    left.delete(connection);
    const others = closed.filter((each) => each !== connection);
    return { open: left, closed: [...others, connection].slice(-mostClosed) };
  }
  if (segment.edge === "goesOn" && closed.includes(connection)) return { open, closed };
  const grown = new Map([...open].filter(([, at]) => now - at < forgottenMs)).set(connection, now);
  return { open: grown.size > mostOpen ? "many" : grown, closed: closed.filter((each) => each !== connection) };
}

export function hasOpen({ open }: Connections, now: Instant): boolean {
  return open === "many" || open.values().some((at) => now - at < forgottenMs);
}
