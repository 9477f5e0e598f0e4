/**
 * The order of an address: its owner, then its standbys, best first.
 *
 * Why: docs/adr/0035-standbys-are-neighbours.md
 *
 * @module
 */

import type { VirtualIPSpec } from "../crds.ts";
import type { Candidacy, Candidate } from "./election.ts";
import { nearest } from "./nearest.ts";
import { neighboursOf } from "./neighbours.ts";

export type Order = NonNullable<VirtualIPSpec["l2"]>["order"];

/** The greatest number of nodes in an order: the owner and seven standbys. */
export const mostInOrder = 8;

/** A new standby is one of the four neighbours on either side of the owner in the ring of candidates. */
const nearReach = 4;

/** A present standby stays if it is one of the eight neighbours on either side: other nodes may have come between. */
const stayReach = 8;

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
  const standing = standingOf(before ?? [], owner, candidacy);
  const rivals = neighboursOf(owner, candidacy.ranked, nearReach).filter((each) => !standing.includes(each));
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

/**
 * The nodes of the order that stay as standbys of the owner. With load sharing, all stay: they serve hosts. A node that
 * may only keep addresses is in no ring, and stays too.
 */
function standingOf(order: Order, owner: Candidate, candidacy: Candidacy): readonly Candidate[] {
  const { candidates, ranked, loadSharing } = candidacy;
  const standing = order.map(({ node }) => candidates.get(node)).filter((each) => each !== undefined)
    .filter((each) => each !== owner);
  if (loadSharing === "hosts" || standing.length === 0) return standing;
  const neighbours = new Set(neighboursOf(owner, ranked, stayReach));
  return standing.filter((each) => !each.mayGet || neighbours.has(each));
}

/** True if the order can stay unchanged. */
function isRight(order: Order, owner: Candidate, { candidates, ranked }: Candidacy): boolean {
  let missing = ranked.length;
  let lowest = Infinity;
  for (const entry of order) {
    const candidate = candidates.get(entry.node);
    if (candidate === undefined || !hasInterfaces(entry, candidate)) return false;
    const isFirst = entry === order[0];
    if (isFirst ? candidate !== owner : candidate.score > lowest) return false;
    if (!isFirst) lowest = candidate.score;
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
