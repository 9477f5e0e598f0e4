/**
 * The neighbours of an owner, from which its standbys are chosen. So a node shares orders with few other nodes, however
 * many addresses there are.
 *
 * Why: docs/adr/0035-standbys-are-neighbours.md
 *
 * @module
 */

import type { Candidate } from "./election.ts";
import { compare } from "../order.ts";

/**
 * Compares by score, the highest first. Candidates with the same score form a ring: a hash of the node's name decides
 * the place.
 */
export function compareRanks(one: Candidate, other: Candidate): number {
  return other.score - one.score || one.place - other.place || compare(one.node, other.node);
}

/**
 * In each ring, the candidates nearest to the owner's place: `reach` on either side, or all if the ring has no more.
 *
 * @param ranked sorted by `compareRanks`; need not contain the owner
 */
export function neighboursOf(owner: Candidate, ranked: readonly Candidate[], reach: number): readonly Candidate[] {
  const others = ranked.filter((each) => each !== owner);
  if (others.length <= 2 * reach) return others;
  return [...Map.groupBy(others, ({ score }) => score).values()].flatMap((ring) => {
    const next = Math.max(0, ring.findIndex(({ place }) => place >= owner.place));
    return ringSlice(ring, next + ring.length - reach, 2 * reach);
  });
}

/** `count` items from the index `start`, modulo the length. After the last item comes the first one again. */
export function ringSlice<Item>(ring: readonly Item[], start: number, count: number): readonly Item[] {
  if (ring.length <= count) return ring;
  const from = start % ring.length;
  const items = ring.slice(from, from + count);
  return [...items, ...ring.slice(0, count - items.length)];
}
