/**
 * Metrics of the heartbeats between an announcer and its peers.
 *
 * @module
 */

import type { Decided } from "../announcer/onlooker.ts";
import type { Heard } from "../peers/datagrams.ts";
import type { Peers } from "../peers/peers.ts";
import { Histogram } from "./histogram.ts";
import type { Registry } from "./registry.ts";
import { takeovers } from "./takeovers.ts";

const drops = [
  "Truncated",
  "NotHeartbeat",
  "NotAuthentic",
  "Malformed",
  "Replayed",
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

/** @param clock the announcer's clock, in ms */
export function peerMetrics(registry: Registry, tally: PeerTally, peers: Peers, clock: () => number): void {
  registry.gauge(
    {
      name: "arpeggio_heartbeat_age_seconds",
      help: "The time since the last heartbeat of a peer; by default, a peer sends ten a second",
    },
    () =>
      [...peers.heardAt].flatMap(([peer, at]) =>
        at === undefined ? [] : [{ labels: { peer }, value: (clock() - at) / 1000 }]
      ),
  );
  registry.counter({
    name: "arpeggio_heartbeats_received_total",
    help: "Heartbeats of peers that were accepted",
  }, () => [{ value: tally.heard }]);
  registry.counter({
    name: "arpeggio_heartbeats_dropped_total",
    help: "Datagrams on the heartbeat port that were dropped; NotAuthentic: signed with another key",
  }, () => drops.map((reason) => ({ labels: { reason }, value: tally.droppedFor(reason) })));
  registry.counter({
    name: "arpeggio_stalls_total",
    help: "Stalls: the process did not run for a while, and listened to its peers before it answered again",
  }, () => [{ value: tally.stalls }]);
}

/** Measures each failover to this node: from the last sign of life of the holder to this node's announcement. */
export function failoverTime(registry: Registry, peers: Peers): (decided: Decided) => void {
  const histogram = new Histogram(registry, {
    name: "arpeggio_failover_seconds",
    help: "From the last sign of life of a node, or of its announcer, until this node answered for its address",
    bounds: [0.1, 0.2, 0.3, 0.4, 0.5, 0.75, 1, 2, 5, 10, 60],
  }, [{ cause: "node" }, { cause: "announcer" }]);
  return ({ before, announcing, peers: view, probes, now }) => {
    for (const { from, cause, silentSince } of takeovers(before, announcing.duties, view)) {
      // The node may have lived longer than its announcer: then its last sign of life is its last answer to a probe.
      const answeredAt = cause === "node" && from !== undefined ? peers.answeredAt(from, probes) : undefined;
      histogram.observe((now - Math.max(silentSince, answeredAt ?? -Infinity)) / 1000, { cause });
    }
  };
}
