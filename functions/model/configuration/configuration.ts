/**
 * The configuration of a pass: pools, advertisements and BGP. A pass reads it once and passes it to every function.
 *
 * @module
 */

import { type L2Announcing, readL2Advertisements } from "../advertisements/l2_advertisement.ts";
import { type BGPConfiguration, type BGPObjects, readBGPConfiguration } from "../bgp/configuration.ts";
import type { Reading } from "../fault.ts";
import type { Observed } from "../observed.ts";
import { type Pool, readPools } from "../pools/pool.ts";

export interface Configuration {
  readonly pools: Reading<Pool>;
  readonly l2Advertisements: Reading<L2Announcing>;
  readonly bgp: BGPConfiguration;
}

/**
 * The objects of the configuration. `nodes` are needed because BGP objects contradict each other only on a common node.
 */
export type ConfigurationObjects =
  & Pick<Observed, "settings" | "nodes" | "pools" | "l2Advertisements">
  & Partial<BGPObjects>;

export function readConfiguration(observed: ConfigurationObjects): Configuration {
  const { settings: { namespace }, nodes } = observed;
  const pools = readPools(observed.pools, namespace);
  return {
    pools,
    l2Advertisements: readL2Advertisements(observed.l2Advertisements, namespace),
    bgp: readBGPConfiguration({ ...noBGP, ...observed }, { namespace, nodes, pools: pools.valid }),
  };
}

const noBGP: BGPObjects = { bgpPeers: [], bgpAdvertisements: [], bfdProfiles: [], communities: [] };
