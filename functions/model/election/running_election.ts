/**
 * The election of one address while it runs.
 *
 * @module
 */

import type { Candidate, Election } from "./election.ts";
import { ownInstant } from "../first_seen.ts";
import type { Instant } from "../kubernetes.ts";
import { annotationMoved } from "../names.ts";
import type { AnnouncementVerdict } from "../reasons.ts";

export interface RunningElection extends Election {
  owner: Candidate | undefined;
  /**
   * True if the owner has reported that it holds the address under the present revision. Always false with load
   * sharing.
   */
  reported: boolean;
  /** True if the pass takes the address from a node that holds it and could keep it. */
  taken: boolean;
  /** True if the elections of other addresses cannot change this result. Balancing may still change it. */
  isSettled: boolean;
  layer2: AnnouncementVerdict;
  verdict: AnnouncementVerdict;
}

/**
 * The candidate that holds the address: the node that reports so under the present revision. Without such a report, the
 * planned owner. With load sharing, the planned owner comes first: all nodes hold the address, and the node that writes
 * the status is only one of them.
 */
export function holderOf(election: Election): Candidate | undefined {
  const planned = election.candidacy.candidates.get(election.virtualIP?.spec.l2?.order[0]?.node ?? "");
  const reported = reportedHolder(election);
  return isShared(election) ? planned ?? reported : reported ?? planned;
}

/** True with load sharing: all nodes of the order announce the address, and not only its owner. */
export function isShared({ candidacy: { loadSharing } }: Election): boolean {
  return loadSharing === "hosts";
}

/**
 * The candidate that reports that it holds the address under the present revision. If the plan has no layer 2, a report
 * under any revision counts.
 */
export function reportedHolder({ virtualIP, candidacy }: Election): Candidate | undefined {
  const node = virtualIP?.status?.node;
  if (virtualIP === undefined || node === undefined) return undefined;
  const { spec: { l2 }, status } = virtualIP;
  return l2 === undefined || status?.revision === l2.revision ? candidacy.candidates.get(node) : undefined;
}

/** When the holder took the address; `-Infinity` if no status names the time. */
export function heldSince({ virtualIP }: RunningElection): Instant {
  return (virtualIP && ownInstant(virtualIP.metadata, "since", virtualIP.status?.since)) ?? -Infinity;
}

/** When the address was last taken from a node that could have kept it; `-Infinity`: never. */
export function movedAt({ virtualIP }: RunningElection): Instant {
  const metadata = virtualIP?.metadata;
  return (metadata && ownInstant(metadata, "moved", metadata.annotations?.[annotationMoved])) ?? -Infinity;
}
