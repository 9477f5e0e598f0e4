/**
 * Finds mute sessions: FRR calls them established, but has sent nothing for longer than its keepalive timer allows (RFC
 * 4271, section 4.4). bgpd then answers on its socket, but no longer sends to the router.
 *
 * Why: docs/adr/0023-what-frr-runs.md
 *
 * @module
 */

import type { BGPSession } from "../frr/session.ts";

interface Sent {
  readonly opened: number;
  readonly total: number;
  readonly since: number;
}

export class MuteSessions {
  #sent: ReadonlyMap<string, Sent> = new Map();

  /**
   * Returns the sessions, with the state `Mute` for each mute session.
   *
   * @param now in milliseconds
   */
  look(sessions: readonly BGPSession[], now: number): readonly BGPSession[] {
    const before = this.#sent;
    this.#sent = new Map(sessions.map((session) => {
      const known = before.get(keyOf(session));
      const { opened, messages: { totalSent: total } } = session;
      const isSame = known?.total === total && known.opened === opened;
      return [keyOf(session), isSame ? known : { opened, total, since: now }];
    }));
    return sessions.map((session) => {
      const since = this.#sent.get(keyOf(session))?.since ?? now;
      const { state, keepaliveMs } = session;
      const isMute = state === "Established" && keepaliveMs > 0 && now - since > 3 * keepaliveMs + graceMs;
      return isMute ? { ...session, state: "Mute" } : session;
    });
  }
}

/** Extra time for a busy machine. */
const graceMs = 5_000;

function keyOf({ vrf, neighbor }: BGPSession): string {
  return `${vrf} ${neighbor}`;
}
