/**
 * The order of an address: its owner, then its standbys, best first.
 *
 * @module
 */

import type { VirtualIPSpec } from "../crds.ts";
import type { Candidacy, Candidate } from "./election.ts";
import { nearest } from "./nearest.ts";

export type Order = NonNullable<VirtualIPSpec["l2"]>["order"];

/** The greatest number of nodes in an order: the owner and seven standbys. */
export const mostInOrder = 8;

/**
 * The order: the owner first, then the standbys by score. If scores are equal, the present standbys come first in their
 * present order, then new ones by rendezvous hash. If the order need not change, it is returned as it is, and nothing
 * is hashed.
 */
export function orderOf(owner: Candidate, { candidacy, address, before }: {
  readonly candidacy: Candidacy;
  readonly address: string;
  readonly before: Order | undefined;
}): Order {
  if (before !== undefined && isRight(before, owner, candidacy)) return before;
  const { candidates, ranked } = candidacy;
  const standing = (before ?? []).map(({ node }) => candidates.get(node))
    .filter((each) => each !== undefined).filter((each) => each !== owner);
  const known = new Set<Candidate>([owner, ...standing]);
  const rivals = ranked.filter((each) => !known.has(each));
  const standbys: Candidate[] = [];
  const scores = new Set([...standing, ...rivals].map((each) => each.score));
  for (const score of [...scores].sort((one, other) => other - one)) {
    standbys.push(...standing.filter((each) => each.score === score));
    const room = mostInOrder - 1 - standbys.length;
    if (room <= 0) break;
    standbys.push(...nearest(rivals.filter((each) => each.score === score), address, room));
  }
  return [owner, ...standbys.slice(0, mostInOrder - 1)].map(entryOf);
}

/** True if the order can stay unchanged. */
function isRight(order: Order, owner: Candidate, { candidates, ranked }: Candidacy): boolean {
  let missing = ranked.length;
  let lowest = Infinity;
  for (const [place, entry] of order.entries()) {
    const candidate = candidates.get(entry.node);
    if (candidate === undefined || !hasInterfaces(entry, candidate)) return false;
    if (place === 0 ? candidate !== owner : candidate.score > lowest) return false;
    if (place > 0) lowest = candidate.score;
    if (candidate.mayGet) missing--;
  }
  if (missing <= 0) return order.length > 0;
  if (order.length < mostInOrder) return false;
  if ((ranked[0]?.score ?? -Infinity) <= lowest) return true;
  const better = (each: Candidate | undefined): boolean => each !== undefined && each.mayGet && each.score > lowest;
  return ranked.filter(better).length === order.filter(({ node }) => better(candidates.get(node))).length;
}

function hasInterfaces(entry: Order[number], { interfaces }: Candidate): boolean {
  const named = entry.interfaces;
  if (named === undefined || interfaces === undefined) return named === interfaces;
  return named.length === interfaces.length && named.every((name, place) => name === interfaces[place]);
}

function entryOf({ node, interfaces }: Candidate): Order[number] {
  return interfaces === undefined ? { node } : { node, interfaces };
}
