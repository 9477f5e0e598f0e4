/**
 * Which addresses have moved from one node to another, as the statuses of the VirtualIPs show.
 *
 * @module
 */

import type { VirtualIP } from "../crds.ts";
import { listDifference } from "../list_difference.ts";
import { toInstant } from "../instant.ts";
import type { Instant } from "../kubernetes.ts";

/** A move of one address to another node. */
export interface Move {
  readonly address: string;
  readonly from: string;
  readonly to: string;
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
  return moveTo(after, from, (status?.revision ?? 0) > (before?.status?.revision ?? 0));
}

/** The move to the node that has the address now; empty if the status names no node or no time. */
export function moveTo({ spec: { address }, status }: VirtualIP, from: string, planned: boolean): readonly Move[] {
  const [to, at] = [status?.node, toInstant(status?.since)];
  if (to === undefined || at === undefined) return [];
  const silentSince = toInstant(status?.silentSince);
  const silence = silentSince === undefined ? {} : { silentMs: Math.max(0, at - silentSince) };
  return [{ address, from, to, at, planned, ...silence }];
}
