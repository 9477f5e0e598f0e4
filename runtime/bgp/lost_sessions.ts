/**
 * Why the sessions of this node have ended. The cause is kept as FRR reported it first: while FRR tries to connect
 * again, it reports the causes of its failed attempts.
 *
 * @module
 */

import { frrAway, resetByFrr } from "../../functions/model/history/session_messages.ts";
import type { BGPSession } from "../frr/session.ts";
import { isUp, type PeerStanding } from "./peer_standing.ts";

/** The most letters of a cause, so that the Lease cannot grow without bound. */
const mostLetters = 150;

export class LostSessions {
  #up: ReadonlySet<string> = new Set();
  #lost: Readonly<Record<string, string>> = {};

  /** By name of a BGPPeer that the node has and whose session has ended: the cause. Undefined if there is none. */
  get causes(): Readonly<Record<string, string>> | undefined {
    return Object.keys(this.#lost).length === 0 ? undefined : this.#lost;
  }

  look(peers: readonly PeerStanding[]): void {
    const down = peers.filter((peer) => !isUp(peer)).flatMap(({ name, session }): [string, string][] => {
      const cause = this.#up.has(name) ? causeIn(session) : this.#lost[name];
      return cause === undefined ? [] : [[name, cause]];
    });
    this.#lost = Object.fromEntries(down);
    this.#up = new Set(peers.filter(isUp).map(({ name }) => name));
  }
}

function causeIn(session: BGPSession | undefined): string | undefined {
  if (session === undefined) return frrAway;
  return session.lastReset === undefined ? undefined : resetByFrr(session.lastReset).slice(0, mostLetters);
}
