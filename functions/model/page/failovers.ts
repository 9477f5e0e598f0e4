/**
 * Which addresses have gone from one node to another, as their statuses tell.
 *
 * @module
 */

import type { VirtualIP } from "../crds.ts";
import { toInstant } from "../instant.ts";
import type { Instant } from "../kubernetes.ts";
import type { FailoverRow } from "./page_state.ts";

/** What a node loses within this time is one failover. */
const togetherMs = 10_000;

const mostKept = 100;
const mostExamples = 5;

interface Move {
  readonly address: string;
  readonly from: string;
  readonly to: string;
  readonly at: Instant;
  readonly silentMs?: number;
  /** Under a new revision of the plan: taken from a node that could have kept it. */
  readonly planned: boolean;
}

/** Adds to what is known what has happened between two observations; the latest first. The very same list when nothing has. */
export function withFailovers(
  known: readonly FailoverRow[],
  before: readonly VirtualIP[],
  after: readonly VirtualIP[],
): readonly FailoverRow[] {
  if (before === after) return known;
  const earlier = new Map(before.map((each) => [each.metadata.name, each]));
  const moves = after.flatMap((each) => moveBetween(earlier.get(each.metadata.name), each));
  if (moves.length === 0) return known;
  const sorted = moves.sort((one, other) => one.at - other.at);
  return sorted.reduce(withMove, known).toSorted((one, other) => other.at - one.at).slice(0, mostKept);
}

function moveBetween(before: VirtualIP | undefined, { spec, status }: VirtualIP): readonly Move[] {
  const [from, to] = [before?.status?.node, status?.node];
  const at = toInstant(status?.since);
  if (before?.status === status || from === undefined || to === undefined || from === to || at === undefined) return [];
  const silentSince = toInstant(status?.silentSince);
  const planned = (status?.revision ?? 0) > (before?.status?.revision ?? 0);
  return [{
    address: spec.address,
    from,
    to,
    at,
    planned,
    ...(silentSince !== undefined && { silentMs: Math.max(0, at - silentSince) }),
  }];
}

function withMove(known: readonly FailoverRow[], move: Move): readonly FailoverRow[] {
  const { address, to, ...rest } = move;
  const { from, at, planned } = rest;
  const same = known.find((each) =>
    each.from === from && each.planned === planned && Math.abs(at - each.at) <= togetherMs
  );
  if (same === undefined) {
    const row = { key: `${from} ${at}`, ...rest, to: [{ node: to, addresses: 1 }], examples: [address] };
    return [row, ...known];
  }
  const others = same.to.filter(({ node }) => node !== to);
  const addresses = (same.to.find(({ node }) => node === to)?.addresses ?? 0) + 1;
  const silentMs = Math.max(same.silentMs ?? -1, move.silentMs ?? -1);
  const grown: FailoverRow = {
    ...same,
    ...(silentMs >= 0 && { silentMs }),
    to: [...others, { node: to, addresses }].sort((one, other) => one.node < other.node ? -1 : 1),
    examples: [...same.examples, address].slice(0, mostExamples),
  };
  return known.map((each) => each === same ? grown : each);
}
