/**
 * Metrics of a controller: leadership, writes, announcers, and decisions for Services. Only the leader's passes are
 * counted, so a standby controller has no metrics about Services.
 *
 * @module
 */

import { failingProxiesOf, readAnnouncers } from "../../functions/model/election/announcers.ts";
import { fallenSilent } from "../../functions/model/election/fallen_silent.ts";
import type { Observed } from "../../functions/model/observed.ts";
import type { Desired } from "../../functions/model/reporting/desired.ts";
import { allocationReasons, announcementReasons } from "../../functions/model/reasons.ts";
import type { Scene } from "../controller/onlookers.ts";
import { steadyNow } from "../ground/clock.ts";
import type { Registry, Sample } from "./registry.ts";
import { type VerdictCounts, verdictCounts } from "./verdict_counts.ts";

/** The leader's view during its term. */
export interface Term {
  readonly counts: VerdictCounts;
  readonly queue: { readonly size: number };
  readonly observed: Pick<Observed, "leases" | "nodes" | "virtualIPs" | "followedSince">;
}

/** Computes the counts only when they are read. */
export class TermView implements Term {
  readonly queue: Term["queue"];
  readonly observed: Term["observed"];
  readonly #desired: Desired;
  #counts: VerdictCounts | undefined;

  constructor(desired: Desired, queue: Term["queue"], observed: Term["observed"]) {
    this.#desired = desired;
    this.queue = queue;
    this.observed = observed;
  }

  get counts(): VerdictCounts {
    return this.#counts ??= verdictCounts(this.#desired, this.observed.nodes.length);
  }
}

export function leaderMetrics(registry: Registry, { isLeader }: Scene, term: () => Term | undefined): void {
  registry.gauge({
    name: "arpeggio_leader_bool",
    help: "1 if this controller leads, 0 if it stands by",
  }, () => [{ value: isLeader() ? 1 : 0 }]);
  registry.gauge({
    name: "arpeggio_write_queue_length",
    help: "Objects and events that wait to be written, or are being written",
  }, () => [{ value: term()?.queue.size ?? 0 }]);
  registry.gauge({
    name: "arpeggio_announcers",
    help:
      "Nodes by their announcer: live; silent (its addresses were taken over); gone (Lease not renewed for 40 s); doubtful (the same, but the API server was away); unheard (all Leases stopped at once)",
  }, () => announcersOf(term()?.observed));
  registry.gauge({
    name: "arpeggio_kube_proxy_failing",
    help: "Nodes whose kube-proxy has failed for 30 s, so that they are the last choice for addresses",
  }, () => [{ value: failingProxies(term()?.observed) }]);
  registry.gauge({
    name: "arpeggio_addresses_without_standby",
    help: "Addresses that only one node may announce, so no node can take them over when it dies",
  }, () => [{ value: term()?.counts.withoutStandby ?? 0 }]);
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
    "Services by the reason why they have an address or have none",
    allocationReasons,
    "allocated",
  );
  perReason(
    "arpeggio_services_announced",
    "Services with an address by the reason why it is announced or not",
    announcementReasons,
    "announced",
  );
  registry.gauge({
    name: "arpeggio_configuration_faults",
    help: "Faults in the configuration: objects with an error are ignored, warnings are only reported",
  }, () => Object.entries(term()?.counts.faults ?? {}).map(([severity, value]) => ({ labels: { severity }, value })));
}

/** The number of existing nodes by the state of their announcer. Nodes that never had an announcer are not counted. */
function announcersOf(observed: Term["observed"] | undefined): Sample[] {
  if (observed === undefined) return [];
  const now = steadyNow();
  const { byNode } = readAnnouncers(observed.leases, now, observed.followedSince);
  const silent = fallenSilent({ ...observed, now });
  const standings = observed.nodes.flatMap(({ metadata: { name } }) =>
    silent.has(name) ? "silent" : byNode.get(name)?.standing ?? []
  );
  return (["live", "silent", "doubtful", "unheard", "unreadable", "gone"] as const).map((state) => ({
    labels: { state },
    value: standings.filter((standing) => standing === state).length,
  }));
}

function failingProxies(observed: Term["observed"] | undefined): number {
  if (observed === undefined) return 0;
  const { leases, nodes, followedSince } = observed;
  const failing = failingProxiesOf(readAnnouncers(leases, steadyNow(), followedSince));
  return nodes.filter(({ metadata: { name } }) => failing.has(name)).length;
}

type VerdictReasons = Pick<VerdictCounts, "allocated" | "announced">;
