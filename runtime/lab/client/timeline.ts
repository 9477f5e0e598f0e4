/**
 * Computes figures, such as the longest silence, from a client host's records of an address.
 *
 * @module
 */

import type { NeighborHeard } from "./events.ts";

/** A period between two times, in milliseconds since the Unix epoch. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

/**
 * The longest time between two answers for one address. The start and the end of the window count as answers.
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
 * The largest number of requests in a row without an answer. A node that was stalled answers all waiting requests at
 * once: such answers are late, but not missed.
 */
export function mostMissed(heard: readonly NeighborHeard[]): number {
  const rounds = sameRound(answersIn(heard));
  return rounds.reduce((most, [first], index) => {
    const open = first?.missed ?? 0;
    return open > most ? Math.max(most, open - lateFrom(rounds.slice(index))) : most;
  }, 0);
}

/**
 * The most late answers that one node sent together with its answer in the first round. A new request may have been
 * sent between two of them, so they may be in several rounds.
 */
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

/** Groups the answers into rounds: a round has the answers to one request. */
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

/** A time in which one MAC kept answering, with no pause longer than `pauseMs`. */
interface Episode extends Span {
  readonly who: string;
}

const pauseMs = 250;

/**
 * The longest time in which two MACs answered for one address, in ms. `by: "mac"` compares the MACs to which hosts send
 * packets: two such MACs mean two holders. `by: "source"` compares the MACs of the senders: two such MACs mean two
 * nodes, of which one may be a surrogate.
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

/**
 * The longest time in ms for which a surrogate kept answering, with no pause longer than 250 ms. 0 if none did.
 *
 * @param source the MAC of the holder: answers from any other MAC are a surrogate's
 */
export function longestStandIn(heard: readonly NeighborHeard[], source: string): number {
  const others = episodesOf(answersIn(heard), "source").filter(({ who }) => who !== source);
  return Math.max(0, ...others.map(({ from, to }) => to - from));
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
