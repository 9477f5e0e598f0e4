/**
 * The metrics of a controller. One that stands by knows nothing of pools and Services, and says nothing of them.
 *
 * @module
 */

import { readAnnouncers } from "../../functions/model/election/announcers.ts";
import type { Observed } from "../../functions/model/observed.ts";
import { allocationReasons, announcementReasons } from "../../functions/model/reasons.ts";
import type { Onlooker, Scene } from "../controller/onlookers.ts";
import type { ListenAddress } from "../listen.ts";
import { allocatorMetrics } from "./allocator_metrics.ts";
import { type Check, watchChecks } from "./health.ts";
import { passDuration } from "./pass_duration.ts";
import { processMetrics } from "./process_metrics.ts";
import { Registry, type Sample } from "./registry.ts";
import { serveMetrics } from "./server.ts";
import { isCutOff, storeMetrics } from "./store_metrics.ts";
import { countMoves, type VerdictCounts, verdictCounts } from "./verdict_counts.ts";

/** The leader's view; absent while another leads. */
interface Term {
  readonly counts: VerdictCounts;
  readonly queue: { readonly size: number };
  readonly observed: Pick<Observed, "leases" | "nodes" | "followedSince">;
}

/** A loop that renews every second and has not turned for so long hangs. */
const stuckSeconds = 60;

export function open(scene: Scene, address: ListenAddress): Onlooker {
  const registry = new Registry();
  let term: Term | undefined;
  let moves = 0;
  storeMetrics(registry, scene.store, () => (term?.counts.faults.error ?? 0) > 0 || isCutOff(scene.store));
  allocatorMetrics(registry, () => term?.counts.pools ?? []);
  leaderMetrics(registry, scene, () => term);
  registry.counter({
    name: "arpeggio_election_changes_total",
    help: "Addresses that were given to another node than before",
  }, () => [{ value: moves }]);
  const duration = passDuration(registry);
  processMetrics(registry);
  const server = serveMetrics(address, registry, {
    healthz: () => [leadershipCheck(scene)],
    readyz: () => [leaderCheck(scene), ...watchChecks(scene.store, Date.now())],
  });
  return {
    look: ({ observed, desired }, { ms, queue }) => {
      const { leases, nodes, followedSince = 0 } = observed;
      term = { counts: verdictCounts(desired), queue, observed: { leases, nodes, followedSince } };
      moves += countMoves(observed.virtualIPs, desired.virtualIPs);
      duration.observe(ms / 1000);
    },
    termEnded: () => {
      term = undefined;
    },
    [Symbol.asyncDispose]: () => server[Symbol.asyncDispose](),
  };
}

function leaderMetrics(registry: Registry, { isLeader }: Scene, term: () => Term | undefined): void {
  registry.gauge({
    name: "arpeggio_leader_bool",
    help: "1 if this controller leads, 0 if it stands by",
  }, () => [{ value: isLeader() ? 1 : 0 }]);
  registry.gauge({
    name: "arpeggio_write_queue_length",
    help: "Objects and events that wait to be written, or whose write is under way",
  }, () => [{ value: term()?.queue.size ?? 0 }]);
  registry.gauge({
    name: "arpeggio_announcers",
    help: "Nodes by what their announcer's Lease tells: live, gone for 40 s, or doubtful after the API server was away",
  }, () => announcersOf(term()?.observed));
  const perReason = (name: string, help: string, reasons: readonly string[], counts: keyof VerdictReasons): void =>
    registry.gauge({ name, help }, () => {
      const counted = term()?.counts[counts];
      return counted === undefined ? [] : reasons.map((reason) => ({
        labels: { reason },
        value: counted.get(reason) ?? 0,
      }));
    });
  perReason(
    "arpeggio_services_allocated",
    "Services by why they have an address or none",
    allocationReasons,
    "allocated",
  );
  perReason(
    "arpeggio_services_announced",
    "Services with an address by why it is announced or not",
    announcementReasons,
    "announced",
  );
  registry.gauge({
    name: "arpeggio_configuration_faults",
    help: "What is wrong in the configuration: an object with an error is left out, a warning only told of",
  }, () => Object.entries(term()?.counts.faults ?? {}).map(([severity, value]) => ({ labels: { severity }, value })));
}

/** Of the nodes that exist; a node that never had an announcer does not count. */
function announcersOf(observed: Term["observed"] | undefined): Sample[] {
  if (observed === undefined) return [];
  const { byNode } = readAnnouncers(observed.leases, Date.now(), observed.followedSince);
  const standings = observed.nodes.flatMap(({ metadata: { name } }) => byNode.get(name)?.standing ?? []);
  return (["live", "doubtful", "gone"] as const).map((state) => ({
    labels: { state },
    value: standings.filter((standing) => standing === state).length,
  }));
}

type VerdictReasons = Pick<VerdictCounts, "allocated" | "announced">;

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
