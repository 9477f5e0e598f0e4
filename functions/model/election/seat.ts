/**
 * One address on its way through an election.
 *
 * @module
 */

import type { Candidate, Election } from "./election.ts";
import { toInstant } from "../instant.ts";
import type { Instant } from "../kubernetes.ts";
import { annotationMoved } from "../names.ts";
import type { AnnouncementVerdict } from "../reasons.ts";

export interface Seat extends Election {
  owner: Candidate | undefined;
  /** Whether the owner has said that it holds the address under the present revision. */
  reported: boolean;
  /** Whether the address is taken away from a node that holds it and could keep it. */
  taken: boolean;
  layer2: AnnouncementVerdict;
  verdict: AnnouncementVerdict;
}

/**
 * Who holds the address now, of those that may: the node that says so under the present revision; before anybody does, the one
 * that is planned.
 */
export function holderOf(seat: Election): Candidate | undefined {
  return reportedHolder(seat) ?? seat.candidacy.candidates.get(seat.virtualIP?.spec.l2?.order[0]?.node ?? "");
}

/** The candidate that says that it holds the address under the present revision. */
export function reportedHolder({ virtualIP, candidacy }: Election): Candidate | undefined {
  const node = virtualIP?.status?.node;
  if (virtualIP === undefined || node === undefined) return undefined;
  const { spec: { l2 }, status } = virtualIP;
  return l2 === undefined || status?.revision === l2.revision ? candidacy.candidates.get(node) : undefined;
}

/** When the holder took the address; long ago if nobody says. */
export function heldSince({ virtualIP }: Seat): Instant {
  return toInstant(virtualIP?.status?.since) ?? -Infinity;
}

/** When the address was last taken away from a node that could have kept it. */
export function movedAt({ virtualIP }: Seat): Instant {
  return toInstant(virtualIP?.metadata.annotations?.[annotationMoved]) ?? -Infinity;
}
