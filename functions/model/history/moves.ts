/**
 * Which addresses have moved from one node to another, as the statuses of the VirtualIPs show.
 *
 * @module
 */

import type { VirtualIP } from "../crds.ts";
import { ownInstant } from "../first_seen.ts";
import { toInstant } from "../instant.ts";
import type { Instant } from "../kubernetes.ts";
import { listDifference } from "../list_difference.ts";

/** A move of one address to another node. */
export interface Move {
  readonly address: string;
  readonly from: string;
  readonly to: string;
  /** By the clock of the controller; for a move that no controller saw, by the new holder's: see `missedMoves`. */
  readonly at: Instant;
  readonly silentMs?: number;
  /** True if the plan has a new revision: the address was taken from a node that could have kept it. */
  readonly planned: boolean;
}

/** The moves between two observations. */
export function movesBetween(before: readonly VirtualIP[], after: readonly VirtualIP[]): readonly Move[] {
  const { gone, come } = listDifference(before, after);
  const earlier = new Map(gone.map((each) => [each.metadata.name, each]));
  return come.flatMap((each) => moveBetween(earlier.get(each.metadata.name), each));
}

function moveBetween(before: VirtualIP | undefined, after: VirtualIP): readonly Move[] {
  const { status } = after;
  const [from, to] = [before?.status?.node, status?.node];
  if (before?.status === status || from === undefined || to === undefined || from === to) return [];
  const at = ownInstant(after.metadata, "since", status?.since);
  if (at === undefined) return [];
  const moves = moveTo(after, from, at, (status?.revision ?? 0) > (before?.status?.revision ?? 0));
  return isSinceMoved(before, after) ? moves.map(({ silentMs: _, ...move }) => move) : moves;
}

/**
 * True if the new `since` is 1 ms after the previous one: the previous holder's clock was ahead, and the new `since`
 * had to be later (see `toldAfter`). Then the new `since` says nothing about the silence before the move.
 */
function isSinceMoved(before: VirtualIP | undefined, after: VirtualIP): boolean {
  const [previous, since] = [toInstant(before?.status?.since), toInstant(after.status?.since)];
  return previous !== undefined && since === previous + 1;
}

/** The move to the node that has the address now; empty if the status names no node. */
export function moveTo(
  { spec: { address }, status }: VirtualIP,
  from: string,
  at: Instant,
  planned: boolean,
): readonly Move[] {
  const to = status?.node;
  if (to === undefined) return [];
  const [since, silentSince] = [toInstant(status?.since), toInstant(status?.silentSince)];
  const isSilenceKnown = since !== undefined && silentSince !== undefined;
  return [{ address, from, to, at, planned, ...(isSilenceKnown && { silentMs: Math.max(0, since - silentSince) }) }];
}
