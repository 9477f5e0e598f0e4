/**
 * One address on its way through an election.
 *
 * @module
 */

import type { VirtualIP } from "./crds.ts";
import type { Candidacy, Candidate } from "./election.ts";
import { toInstant } from "./instant.ts";
import type { Instant } from "./kubernetes.ts";
import { annotationMoved } from "./names.ts";

export interface Seat {
  readonly address: string;
  /** As observed; absent: the address is new. */
  readonly virtualIP?: VirtualIP;
  readonly candidacy: Candidacy;
  owner?: Candidate;
  /** Whether the owner has said that it holds the address under the present revision. */
  reported: boolean;
  /** Whether the address is taken away from a node that holds it and could keep it. */
  taken: boolean;
}

/**
 * Who holds the address now, of those that may: the node that says so under the present revision; before anybody does, the one
 * that is planned.
 */
export function holderOf({ virtualIP, candidacy: { candidates } }: Seat): { candidate?: Candidate; reported: boolean } {
  if (virtualIP === undefined) return { reported: false };
  const { spec: { l2 }, status } = virtualIP;
  if (status?.node !== undefined && (l2 === undefined || status.revision === l2.revision)) {
    const candidate = candidates.get(status.node);
    if (candidate !== undefined) return { candidate, reported: true };
  }
  const planned = candidates.get(l2?.order[0]?.node ?? "");
  return planned === undefined ? { reported: false } : { candidate: planned, reported: false };
}

/** When the holder took the address; long ago if nobody says. */
export function heldSince({ virtualIP }: Seat): Instant {
  return toInstant(virtualIP?.status?.since) ?? -Infinity;
}

/** When the address was last taken away from a node that could have kept it. */
export function movedAt({ virtualIP }: Seat): Instant {
  return toInstant(virtualIP?.metadata.annotations?.[annotationMoved]) ?? -Infinity;
}
