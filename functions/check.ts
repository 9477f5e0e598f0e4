/**
 * What is wrong with the configuration, object by object.
 *
 * @module
 */

import { type BGPConfiguration, type BGPObjects, readBGPConfiguration } from "./model/bgp/bgp_configuration.ts";
import type { Fault } from "./model/fault.ts";
import { type L2Announcing, readL2Advertisements } from "./model/election/l2_advertisement.ts";
import { advertisementWarnings } from "./model/election/advertisement_warnings.ts";
import type { Observed } from "./model/observed.ts";
import { compare, compareFields } from "./model/order.ts";
import { type Pool, readPools } from "./model/pools/pool.ts";
import { poolWarnings } from "./model/pools/pool_warnings.ts";
import { serviceFaults } from "./model/reporting/service_faults.ts";

export interface Checked {
  /** What the other functions go by; they read it by the same functions. Ordered by name. */
  readonly pools: readonly Pool[];
  readonly l2Advertisements: readonly L2Announcing[];
  readonly bgp: Omit<BGPConfiguration, "faults">;
  /** Ordered by object and field. */
  readonly faults: readonly Fault[];
}

/**
 * Judges every object by itself and against the others. One bad object never takes the others down: it is left out and says
 * why; of two that cannot both stand, the older does. Warnings leave nothing out.
 *
 * Services are asked only where they are given: what is wrong with one of them its own conditions tell, too. So are the kinds that
 * only BGP needs.
 */
export function check(
  observed:
    & Pick<Observed, "settings" | "namespaces" | "nodes" | "pools" | "l2Advertisements">
    & Partial<Pick<Observed, "services"> & BGPObjects>,
): Checked {
  const { settings: { namespace } } = observed;
  const pools = readPools(observed.pools, namespace);
  const l2Advertisements = readL2Advertisements(observed.l2Advertisements, namespace);
  const { faults: bgpFaults, ...bgp } = readBGPConfiguration({ ...noBGP, ...observed }, {
    namespace,
    nodes: observed.nodes,
    pools: pools.valid,
  });
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
  ];
  return { pools: pools.valid, l2Advertisements: l2Advertisements.valid, bgp, faults: faults.sort(byObjectAndField) };
}

const noBGP: BGPObjects = { bgpPeers: [], bgpAdvertisements: [], bfdProfiles: [], communities: [] };

function byObjectAndField(one: Fault, other: Fault): number {
  return compare(one.object.kind, other.object.kind) ||
    compare(one.object.namespace ?? "", other.object.namespace ?? "") ||
    compare(one.object.name, other.object.name) || compareFields(one.field, other.field);
}

if (import.meta.main) await (await import("../runtime/cli/standalone.ts")).standalone("check");
