/**
 * Whether heartbeats may wait until this node sends its own: to be woken for each is most of what an idle announcer does.
 *
 * @module
 */

import type { Peer } from "../../functions/model/announcing/situation.ts";

/** So long after the last news every heartbeat is heard at once: by then whoever wanted something of the others has it. */
const calmMs = 3_000;

export class Calm {
  /** Until the first look, nothing is calm. */
  #stirredAt = Infinity;

  /** Something is going on, or may be. */
  stir(now: number): void {
    this.#stirredAt = now;
  }

  /** How the peers are; whoever is silent, comes or goes is listened to. */
  look(peers: ReadonlyMap<string, Peer>, now: number): void {
    if (![...peers.values()].every(isCalm)) this.stir(now);
  }

  patience(now: number): "patient" | undefined {
    return now - this.#stirredAt >= calmMs ? "patient" : undefined;
  }
}

/** It runs and is heard, or is surely down. */
function isCalm({ networks, state, informed }: Peer): boolean {
  const isDown = networks.every(({ liveness }) => liveness === "nodeDown");
  return isDown || (state === "running" && informed && networks.every(({ liveness }) => liveness === "alive"));
}
