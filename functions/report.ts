/**
 * Writes the decisions into the objects: addresses, conditions, events, counters.
 *
 * @module
 */

import type { Allocated } from "./model/allocation/allocation.ts";
import { reportConfiguration, reportPool, reportValidity } from "./model/reporting/configuration_report.ts";
import type { Elected, Election } from "./model/election/election.ts";
import type { Fault } from "./model/fault.ts";
import { keyOf, type ObjectKey, type Service } from "./model/kubernetes.ts";
import { bgpObjectsOf } from "./model/reporting/bgp_objects.ts";
import { Holds } from "./model/allocation/holds.ts";
import { bgpStatuses } from "./model/reporting/bgp_status.ts";
import { l2Statuses } from "./model/reporting/l2_status.ts";
import { withoutTraces } from "./model/reporting/service_addresses.ts";
import type { Observed } from "./model/observed.ts";
import type { Pool } from "./model/pools/pool.ts";
import { countsIn } from "./model/pools/namespace_flaws.ts";
import { countPools } from "./model/reporting/pool_counters.ts";
import type { Reported } from "./model/reporting/reported.ts";
import type { AssignedCounts } from "./model/reporting/assigned_counts.ts";
import { serviceAllocations } from "./model/allocation/service_allocations.ts";
import { KnownStatuses } from "./model/reporting/status_subject.ts";
import { speakerStates } from "./model/reporting/speaker_states.ts";
import { reportService } from "./model/reporting/service_status.ts";

/** The decisions to report. */
export interface Decisions {
  readonly pools: readonly Pool[];
  readonly faults: readonly Fault[];
  readonly allocated: Allocated;
  readonly elected: Elected;
  /** The numbers of addresses that other Services have, if `allocated` does not contain all Services. */
  readonly assignedElsewhere?: AssignedCounts;
}

/**
 * Returns the observed objects with the decisions written into them. Only the announcers' reports show which node
 * announces an address; the decisions of this pass do not. Conditions of other writers stay. The time of a condition
 * changes only with its status. An event is sent only if the observed objects do not show the same already.
 */
export function report(
  observed: Pick<
    Observed,
    | "now"
    | "settings"
    | "rivals"
    | "services"
    | "virtualIPs"
    | "leases"
    | "nodes"
    | "pools"
    | "l2Advertisements"
    | "bgpPeers"
    | "bgpAdvertisements"
    | "bfdProfiles"
    | "communities"
    | "l2Statuses"
    | "bgpStatuses"
    | "configurationStates"
  >,
  { pools, faults, allocated, elected, assignedElsewhere }: Decisions,
): Reported {
  const { now, settings: { namespace } } = observed;
  const electionAt = lookUp(elected);
  const known = new KnownStatuses(observed.l2Statuses);
  const reports = serviceAllocations(observed.services, allocated.allocations)
    .map(({ service, allocation }) =>
      reportService(service, { allocation, electionAt, known, now, rival: observed.rivals?.[allocation.service] })
    );
  const retired = new Set(allocated.retired ?? []);
  const bgp = bgpStatuses(reports, observed.bgpStatuses, { namespace, now });
  const speakers = speakerStates(observed);
  const counters = countPools(pools, allocated, assignedElsewhere);
  return {
    services: [
      ...reports.map(({ service }) => service),
      ...(retired.size === 0 ? [] : retiredServices(observed, retired)),
    ],
    l2Statuses: l2Statuses(reports, known, namespace),
    bgpStatuses: bgp.statuses,
    pools: observed.pools.map((pool) =>
      reportPool(pool, countsIn(namespace, pool) ? counters.get(pool.metadata.name) : undefined, { faults, now })
    ),
    l2Advertisements: observed.l2Advertisements.map((each) => reportValidity(each, { faults, now })),
    bgpObjects: bgpObjectsOf(observed).map((each) => reportValidity(each, { faults, now })),
    configurationStates: [
      reportConfiguration(observed.configurationStates, { faults, now, namespace }),
      ...speakers.states,
    ],
    retiredStates: speakers.retired,
    events: [...reports.flatMap(({ events }) => events), ...bgp.events, ...speakers.events],
  };
}

function retiredServices(
  { services, virtualIPs }: Pick<Observed, "services" | "virtualIPs">,
  retired: ReadonlySet<ObjectKey>,
): readonly Service[] {
  const holds = new Holds(virtualIPs, services);
  return services.filter((each) => retired.has(keyOf(each)))
    .map((each) => withoutTraces(each, holds.of(each).map(({ address }) => address.text)));
}

function lookUp({ elections }: Elected): (address: string) => Election | undefined {
  const byAddress = new Map<string, Election>();
  for (const election of elections) byAddress.set(election.address, election);
  return (address) => byAddress.get(address);
}

if (import.meta.main) await (await import("../runtime/cli/standalone.ts")).standalone("report");
