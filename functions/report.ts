/**
 * What the objects are told of the decisions: addresses, conditions, events, counters.
 *
 * @module
 */

import type { Allocated } from "./model/allocation/allocation.ts";
import { reportConfiguration, reportPool, reportValidity } from "./model/reporting/configuration_report.ts";
import type {
  ConfigurationState,
  IPAddressPool,
  L2Advertisement,
  ServiceBGPStatus,
  ServiceL2Status,
} from "./model/crds.ts";
import type { Elected, Election } from "./model/election/election.ts";
import type { Fault } from "./model/fault.ts";
import { keyOf, type KubernetesEvent, type Service } from "./model/kubernetes.ts";
import { type BGPObject, bgpObjectsOf } from "./model/reporting/bgp_objects.ts";
import { bgpStatuses } from "./model/reporting/bgp_status.ts";
import { l2Statuses } from "./model/reporting/l2_status.ts";
import { withoutTraces } from "./model/allocation/laid_address.ts";
import type { Observed } from "./model/observed.ts";
import type { Pool } from "./model/pools/pool.ts";
import { countPools } from "./model/pools/pool_counters.ts";
import { serviceAllocations } from "./model/allocation/service_allocations.ts";
import { speakerStates } from "./model/reporting/speaker_states.ts";
import { reportService } from "./model/reporting/service_report.ts";

/** What there is to report. */
export interface Decisions {
  readonly pools: readonly Pool[];
  readonly faults: readonly Fault[];
  readonly allocated: Allocated;
  readonly elected: Elected;
}

/** Objects as they should be; each that need not change is the observed object itself, so that a difference is `!==`. */
export interface Reported {
  /** Every Service that is served, ordered by key, and those that are not any more. */
  readonly services: readonly Service[];
  /** Owned: one that is not here is to be deleted. */
  readonly l2Statuses: readonly ServiceL2Status[];
  /** Owned. */
  readonly bgpStatuses: readonly ServiceBGPStatus[];
  readonly pools: readonly IPAddressPool[];
  readonly l2Advertisements: readonly L2Advertisement[];
  readonly bgpObjects: readonly BGPObject[];
  /** The controller's own, and one for each announcer that speaks BGP. */
  readonly configurationStates: readonly ConfigurationState[];
  /** To be deleted. */
  readonly retiredStates: readonly ConfigurationState[];
  readonly events: readonly KubernetesEvent[];
}

/**
 * Lays the decisions over the observed objects. Who announces is told from what announcers have reported, never from what was
 * just decided. Conditions of others stay; a condition's time changes with its status only; an event is told when what was
 * observed does not say it yet.
 */
export function report(
  observed: Pick<
    Observed,
    | "now"
    | "settings"
    | "services"
    | "leases"
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
  { pools, faults, allocated, elected }: Decisions,
): Reported {
  const { now, settings: { namespace } } = observed;
  const electionAt = lookUp(elected);
  const reports = serviceAllocations(observed.services, allocated.allocations)
    .map(({ service, allocation }) => reportService(service, { allocation, electionAt, now }));
  const retired = new Set(allocated.retired ?? []);
  const bgp = bgpStatuses(reports, observed.bgpStatuses, { namespace, now });
  const speakers = speakerStates(observed);
  const counters = countPools(pools, allocated.allocations);
  return {
    services: [
      ...reports.map(({ service }) => service),
      ...(retired.size === 0 ? [] : observed.services.filter((each) => retired.has(keyOf(each))).map(withoutTraces)),
    ],
    l2Statuses: l2Statuses(reports, observed.l2Statuses, namespace),
    bgpStatuses: bgp.statuses,
    pools: observed.pools.map((pool) => reportPool(pool, counters.get(pool.metadata.name), { faults, now })),
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

function lookUp({ elections }: Elected): (address: string) => Election | undefined {
  const byAddress = new Map<string, Election>();
  for (const election of elections) byAddress.set(election.address, election);
  return (address) => byAddress.get(address);
}

if (import.meta.main) await (await import("../runtime/cli/standalone.ts")).standalone("report");
