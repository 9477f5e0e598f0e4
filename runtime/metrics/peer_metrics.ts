/**
 * What an announcer hears from its peers.
 *
 * @module
 */

import type { Decided } from "../announcer/onlooker.ts";
import type { Heard, Peers } from "../peers/peers.ts";
import { Histogram } from "./histogram.ts";
import type { Registry } from "./registry.ts";
import { takeovers } from "./takeovers.ts";

const drops = [
  "Truncated",
  "NotHeartbeat",
  "NotAuthentic",
  "Malformed",
  "NotForMe",
  "NotAPeer",
] as const satisfies readonly Extract<Heard, { drop: string }>["drop"][];

export class PeerTally {
  heard = 0;
  stalls = 0;
  readonly #dropped = new Map<string, number>();

  note(heard: Heard): void {
    if ("drop" in heard) this.#dropped.set(heard.drop, this.droppedFor(heard.drop) + 1);
    else this.heard++;
  }

  droppedFor(reason: string): number {
    return this.#dropped.get(reason) ?? 0;
  }
}

/** `clock` is the announcer's own. */
export function peerMetrics(registry: Registry, tally: PeerTally, peers: Peers, clock: () => number): void {
  registry.gauge(
    {
      name: "arpeggio_heartbeat_age_seconds",
      help: "How long ago the last heartbeat of a peer came; they come ten times a second",
    },
    () =>
      [...peers.heardAt].flatMap(([peer, at]) =>
        at === undefined ? [] : [{ labels: { peer }, value: (clock() - at) / 1000 }]
      ),
  );
  registry.counter({
    name: "arpeggio_heartbeats_received_total",
    help: "Heartbeats of peers that were believed",
  }, () => [{ value: tally.heard }]);
  registry.counter({
    name: "arpeggio_heartbeats_dropped_total",
    help: "Datagrams on the heartbeat port that were not believed; NotAuthentic: signed with another key",
  }, () => drops.map((reason) => ({ labels: { reason }, value: tally.droppedFor(reason) })));
  registry.counter({
    name: "arpeggio_stalls_total",
    help: "How often this process did not run for so long that it had to listen before answering again",
  }, () => [{ value: tally.stalls }]);
}

/** Observes how long each failover took, as far as this node knows: from the last sign of life to its own announcement. */
export function failoverTime(registry: Registry, peers: Peers): (decided: Decided) => void {
  const histogram = new Histogram(registry, {
    name: "arpeggio_failover_seconds",
    help: "From the last sign of life of a node, or of its announcer, until this node answered for its address",
    bounds: [0.1, 0.2, 0.3, 0.4, 0.5, 0.75, 1, 2, 5, 10, 60],
  }, [{ cause: "node" }, { cause: "announcer" }]);
  return ({ before, announcing, peers: view, probes, now }) => {
    for (const { from, cause, silentSince } of takeovers(before, announcing.duties, view)) {
      // Of a node that lived on without its announcer, an answer to a probe was the last sign.
      const answeredAt = cause === "node" && from !== undefined ? peers.answeredAt(from, probes) : undefined;
      histogram.observe((now - Math.max(silentSince, answeredAt ?? -Infinity)) / 1000, { cause });
    }
  };
}
