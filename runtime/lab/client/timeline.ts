/**
 * What a client host has seen of an address, summed up.
 *
 * @module
 */

import type { NeighborHeard } from "./events.ts";

/** Times in milliseconds since the Unix epoch. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

/**
 * The longest time between two answers for one address; the window's ends count as answers.
 *
 * ```ts
 * import assert from "node:assert/strict";
 * assert.deepEqual(longestSilence([{ at: 10 }, { at: 20 }, { at: 50 }], { from: 0, to: 55 }), { from: 20, to: 50 });
 * ```
 */
export function longestSilence(answers: readonly { readonly at: number }[], window: Span): Span {
  const times = answers.map(({ at }) => at).filter((at) => at >= window.from && at <= window.to);
  let longest: Span = { from: window.from, to: window.from };
  for (const [index, to] of [...times, window.to].entries()) {
    const from = times[index - 1] ?? window.from;
    if (to - from > longest.to - longest.from) longest = { from, to };
  }
  return longest;
}

/**
 * The most questions in a row that nobody answered. A node that could not run for a while answers at once all that it was asked
 * meanwhile: late, but none of these was missed.
 */
export function mostMissed(heard: readonly NeighborHeard[]): number {
  const rounds = sameRound(answersIn(heard));
  return rounds.reduce((most, [first], index) => {
    const open = first?.missed ?? 0;
    return open > most ? Math.max(most, open - lateFrom(rounds.slice(index))) : most;
  }, 0);
}

/** How many answers of one node came beyond those to the last question: it may have been asked once more in their midst. */
function lateFrom(rounds: readonly (readonly NeighborHeard[])[]): number {
  let most = 0;
  for (const source of new Set(rounds[0]?.map((answer) => answer.source))) {
    let late = 0;
    for (const [index, round] of rounds.entries()) {
      const more = round.filter((answer) => answer.source === source).length - 1;
      if (more <= 0 && index > 0) break;
      late += more;
    }
    most = Math.max(most, late);
  }
  return most;
}

/** Puts together the answers between which nothing was asked. */
function sameRound(answers: readonly NeighborHeard[]): readonly (readonly NeighborHeard[])[] {
  const rounds: NeighborHeard[][] = [];
  let asked: number | undefined;
  for (const answer of answers) {
    const { at, afterMs } = answer;
    const round = rounds.at(-1);
    const isSame = asked !== undefined && afterMs !== undefined && Math.abs(at - afterMs - asked) < 1;
    asked = afterMs === undefined ? undefined : at - afterMs;
    if (round === undefined || !isSame) rounds.push([answer]);
    else round.push(answer);
  }
  return rounds;
}

export function answersIn(heard: readonly NeighborHeard[]): readonly NeighborHeard[] {
  return heard.filter(({ kind }) => kind === "answer");
}

/** Someone answered all this time, with no pause longer than `pauseMs`. */
interface Episode extends Span {
  readonly who: string;
}

const pauseMs = 250;

/**
 * The longest time during which two answered for one address, told apart by the MAC to send to (two holders), or by the
 * MAC that frames come from (two nodes, though one may speak for the other). In milliseconds.
 */
export function longestOverlap(heard: readonly NeighborHeard[], by: "mac" | "source"): number {
  const episodes = episodesOf(answersIn(heard), by);
  let longest = 0;
  for (const [index, one] of episodes.entries()) {
    for (const other of episodes.slice(index + 1)) {
      if (one.who === other.who) continue;
      longest = Math.max(longest, Math.min(one.to, other.to) - Math.max(one.from, other.from));
    }
  }
  return longest;
}

function episodesOf(answers: readonly NeighborHeard[], by: "mac" | "source"): readonly Episode[] {
  const over: Episode[] = [];
  const open = new Map<string, Episode>();
  for (const answer of answers) {
    const { at } = answer;
    const who = answer[by];
    const last = open.get(who);
    if (last !== undefined && at - last.to <= pauseMs) {
      open.set(who, { ...last, to: at });
      continue;
    }
    if (last !== undefined) over.push(last);
    open.set(who, { who, from: at, to: at });
  }
  return [...over, ...open.values()];
}
