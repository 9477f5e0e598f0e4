/**
 * The HTTP endpoint of a controller for metrics and health: gathers the metrics of each subject.
 *
 * @module
 */

import type { Onlooker, Scene } from "../controller/onlookers.ts";
import { steadyNow } from "../ground/clock.ts";
import type { ListenAddress } from "../ground/http/listen.ts";
import { allocatorMetrics } from "./allocator_metrics.ts";
import { leaderMetrics, type Term, TermView } from "./controller_metrics.ts";
import { type Check, watchChecks } from "./health.ts";
import { passDuration } from "./pass_duration.ts";
import { processMetrics } from "./process_metrics.ts";
import { Registry } from "./registry.ts";
import { serveMetrics } from "./server.ts";
import { isCutOff, storeMetrics } from "./store_metrics.ts";
import { countMoves } from "./verdict_counts.ts";

/** The loop turns every second. After 60 s without a turn it counts as hanging. */
const stuckSeconds = 60;

export function open(scene: Scene, address: ListenAddress): Onlooker {
  const registry = new Registry();
  let term: Term | undefined;
  let moves = 0;
  let differences = 0;
  storeMetrics(registry, scene.store, () => (term?.counts.faults.error ?? 0) > 0 || isCutOff(scene.store));
  allocatorMetrics(registry, () => term?.counts.pools ?? []);
  leaderMetrics(registry, scene, () => term);
  registry.counter({
    name: "arpeggio_election_changes_total",
    help: "Moves of addresses to another node",
  }, () => [{ value: moves }]);
  registry.counter({
    name: "arpeggio_pass_differences_total",
    help: "Full passes that decided differently from the partial passes before: a bug of the program",
  }, () => [{ value: differences }]);
  const duration = passDuration(registry);
  processMetrics(registry);
  const server = serveMetrics(address, registry, {
    healthz: () => [leadershipCheck(scene)],
    readyz: () => [leaderCheck(scene), ...watchChecks(scene.store, steadyNow())],
  });
  return {
    look: ({ observed, desired, part, difference }, { ms, queue }) => {
      const { leases, nodes, virtualIPs, followedSince = 0 } = observed;
      term = new TermView(desired, queue, { leases, nodes, virtualIPs, followedSince });
      moves += countMoves(part.observed.virtualIPs, part.desired.virtualIPs);
      if (difference !== undefined) differences++;
      duration.observe(ms / 1000);
    },
    termEnded: () => {
      term = undefined;
    },
    [Symbol.asyncDispose]: () => server[Symbol.asyncDispose](),
  };
}

function leaderCheck({ isLeader }: Scene): Check {
  return { name: "leadership", ok: true, found: isLeader() ? "leads" : "stands by" };
}

function leadershipCheck({ leadershipTurnedAt }: Scene): Check {
  const turnedAt = leadershipTurnedAt();
  if (turnedAt === undefined) {
    return { name: "leadership loop", ok: true, found: "waits for the first answer of the API server" };
  }
  const seconds = Math.round((performance.now() - turnedAt) / 1000);
  return { name: "leadership loop", ok: seconds <= stuckSeconds, found: `turned ${seconds} s ago` };
}
