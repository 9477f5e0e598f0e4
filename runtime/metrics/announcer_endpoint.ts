/**
 * The HTTP endpoint of an announcer for metrics and health: gathers the metrics of each subject.
 *
 * @module
 */

import type { Duty } from "../../functions/model/announcing/duties/duty.ts";
import type { AnnouncerOnlooker, Decided } from "../announcer/onlooker.ts";
import type { NodePlan } from "../announcer/node_plan.ts";
import type { WirePort } from "../announcer/wire_port.ts";
import type { ListenAddress } from "../ground/http/listen.ts";
import type { Peers } from "../peers/peers.ts";
import type { StoreTally } from "../store/counted_store.ts";
import { bgpCheck, bgpMetrics, type BGPView } from "./bgp_metrics.ts";
import { type Check, watchChecks } from "./health.ts";
import { dutyMetrics, layer2Metrics, Layer2Tally, sharingMetrics } from "./layer2_metrics.ts";
import { passDuration } from "./pass_duration.ts";
import { failoverTime, peerMetrics, PeerTally } from "./peer_metrics.ts";
import { processMetrics } from "./process_metrics.ts";
import { Registry } from "./registry.ts";
import { serveMetrics } from "./server.ts";
import { isCutOff, storeMetrics } from "./store_metrics.ts";

/** The parts of an announcer that the metrics read. */
export interface AnnouncerScene {
  readonly node: string;
  readonly store: StoreTally;
  readonly plan: NodePlan;
  readonly peers: Peers;
  readonly wire: WirePort;
  readonly clock: () => number;
  /** Absent if the node does not use BGP. */
  readonly bgp?: BGPView | undefined;
}

/**
 * The loop turns at least with each heartbeat, by default ten times a second. After 30 s without a turn it counts as
 * hanging.
 */
const stuckSeconds = 30;

export function open(scene: AnnouncerScene, address: ListenAddress): AnnouncerOnlooker & AsyncDisposable {
  const { node, store, plan, peers, wire, clock, bgp } = scene;
  const registry = new Registry();
  const layer2 = new Layer2Tally();
  const heard = new PeerTally();
  let duties: ReadonlyMap<string, Duty> = new Map();
  let sharer: Decided["sharer"] = { counts: new Map() };
  let turnedAt = clock();
  dutyMetrics(registry, { node, clock }, () => ({ duties, virtualIPs: plan.virtualIPs, byBGP: bgp?.announced ?? [] }));
  registry.prepare(() => layer2.keep(duties));
  layer2Metrics(registry, layer2, wire);
  sharingMetrics(registry, node, () => sharer.counts);
  peerMetrics(registry, heard, peers, clock);
  const observeFailovers = failoverTime(registry, peers);
  if (bgp !== undefined) bgpMetrics(registry, bgp);
  storeMetrics(registry, store, () => isCutOff(store));
  const duration = passDuration(registry);
  processMetrics(registry);
  const server = serveMetrics(address, registry, {
    healthz: () => [loopCheck(clock() - turnedAt)],
    readyz: () => [
      planCheck(plan),
      wireCheck(wire),
      ...bgp === undefined ? [] : [bgpCheck(bgp)],
      ...watchChecks(store, clock()),
    ],
  });
  return {
    turned: (now) => {
      turnedAt = now;
    },
    answered: (answer) => layer2.noteAnswer(answer),
    heard: (each) => heard.note(each),
    stalled: () => heard.stalls++,
    decided: (decided) => {
      duties = decided.duties;
      sharer = decided.sharer;
      layer2.noteGratuitous(decided.announcing.gratuitous);
      observeFailovers(decided);
      duration.observe(decided.ms / 1000);
    },
    [Symbol.asyncDispose]: () => server[Symbol.asyncDispose](),
  };
}

function loopCheck(ms: number): Check {
  const seconds = Math.round(ms / 1000);
  return { name: "loop", ok: seconds <= stuckSeconds, found: `turned ${seconds} s ago` };
}

function planCheck(plan: NodePlan): Check {
  const { length } = plan.virtualIPs;
  return {
    name: "plan",
    ok: plan.isKnown,
    found: plan.isKnown
      ? `${length} ${length === 1 ? "VirtualIP concerns" : "VirtualIPs concern"} this node`
      : "not known yet",
  };
}

/** Fails if no link is up. The sockets are always open: without them the process would have ended. */
function wireCheck(wire: WirePort): Check {
  const names = wire.links.map(({ name }) => name);
  return {
    name: "wire",
    ok: names.length > 0,
    found: names.length > 0 ? `open, on ${names.join(", ")}` : "open, no link is up",
  };
}
