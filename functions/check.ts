/**
 * Checks the configuration: lists the faults of each object.
 *
 * Why: docs/adr/0009-rules-in-the-crds.md
 *
 * @module
 */

import type { BGPObjects } from "./model/bgp/configuration.ts";
import { advertisementWarnings } from "./model/configuration/advertisement_warnings.ts";
import { type Configuration, readConfiguration } from "./model/configuration/configuration.ts";
import type { Observed } from "./model/observed.ts";
import { compare, compareFields } from "./model/order.ts";
import { poolWarnings } from "./model/pools/pool_warnings.ts";
import type { Fault } from "./model/fault.ts";
import { annotationWarnings } from "./model/preflight/annotation_flaws.ts";
import { virtualIPWarnings } from "./model/addresses/unused_virtual_ips.ts";
import type { Checked } from "./model/reporting/checked.ts";
import { serviceFaults } from "./model/reporting/service_faults.ts";

/**
 * Checks each object alone, then in comparison with the other objects. An object with an error is not used. If two
 * objects contradict each other, the newer one is not used. A warning does not exclude an object. Services, VirtualIPs,
 * and the kinds that only BGP needs, are checked only if the caller passes them. An error of a Service, but not a
 * warning, also shows in the Service's own conditions.
 * @param configuration the configuration in `observed`, if the caller has read it already
 */
export function check(
  observed:
    & Pick<Observed, "settings" | "namespaces" | "nodes" | "pools" | "l2Advertisements">
    & Partial<Pick<Observed, "services" | "virtualIPs"> & BGPObjects>,
  { pools, l2Advertisements, bgp: { faults: bgpFaults, ...bgp } }: Configuration = readConfiguration(observed),
): Checked {
  const faults = [
    ...pools.faults,
    ...poolWarnings(pools.valid, observed),
    ...l2Advertisements.faults,
    ...advertisementWarnings(
      { objects: observed.l2Advertisements, valid: l2Advertisements.valid },
      pools.valid,
      observed,
    ),
    ...bgpFaults,
    ...advertisementWarnings(
      { objects: observed.bgpAdvertisements ?? [], valid: bgp.advertisements },
      pools.valid,
      observed,
    ),
    ...serviceFaults(observed.services ?? [], l2Advertisements.valid, observed.settings),
    ...virtualIPWarnings(observed.virtualIPs ?? []),
    ...annotationWarnings([
      ...observed.services ?? [],
      ...observed.pools,
      ...observed.l2Advertisements,
      ...observed.bgpAdvertisements ?? [],
      ...observed.bgpPeers ?? [],
      ...observed.bfdProfiles ?? [],
      ...observed.communities ?? [],
    ]),
  ];
  return { pools: pools.valid, l2Advertisements: l2Advertisements.valid, bgp, faults: faults.sort(byObjectAndField) };
}

function byObjectAndField(one: Fault, other: Fault): number {
  return compare(one.object.kind, other.object.kind) ||
    compare(one.object.namespace ?? "", other.object.namespace ?? "") ||
    compare(one.object.name, other.object.name) || compareFields(one.field, other.field);
}

if (import.meta.main) await (await import("../runtime/cli/standalone.ts")).standalone("check");
