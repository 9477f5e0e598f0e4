/**
 * Finds reasons why clients would not reach addresses, in addition to the faults of the configuration itself.
 *
 * @module
 */

import type { Checked } from "./model/reporting/checked.ts";
import { selectsPool } from "./model/advertisements/l2_advertisement.ts";
import { type Fault, faultsOf, warning } from "./model/fault.ts";
import { misplacedFor } from "./model/advertisements/misplaced_advertisements.ts";
import { labelExcludeFromLoadBalancers } from "./model/names.ts";
import type { Observed } from "./model/observed.ts";
import { countsIn } from "./model/pools/namespace_flaws.ts";
import type { Pool } from "./model/pools/pool.ts";
import { leaseFaults } from "./model/preflight/lease_flaws.ts";
import { externalAddressWarnings } from "./model/preflight/external_addresses.ts";
import { hopelessServiceWarnings } from "./model/preflight/hopeless_services.ts";
import { loadSharingWarnings } from "./model/preflight/load_sharing_flaws.ts";
import { networkEdgeFlaws, networksOf } from "./model/preflight/network_edges.ts";
import { networkOverlaps } from "./model/preflight/network_overlaps.ts";
import { passwordSecretFaults } from "./model/preflight/password_secrets.ts";
import { requestWarnings } from "./model/preflight/request_warnings.ts";
import { laxARP, nodeExcluded, poolNotAdvertised } from "./model/preflight/preflight_messages.ts";
import { serviceTypeFaults } from "./model/preflight/service_types.ts";
import type { Surroundings } from "./model/preflight/surroundings.ts";

/**
 * Checks a cluster, or manifests, before a user relies on them. Finds:
 * - a kube-proxy that makes every node answer ARP for every address
 * - excluded nodes
 * - pools that overlap the ranges of the cluster, or contain the network or broadcast address of a node's network
 * - pools without an advertisement
 * - requests that no pool can grant: for a pool that does not exist or does not admit the Service, or for an address
 *   that no pool gives
 * - Services to which no pool could give an address, even if all addresses were free
 * - Services of a misspelt type
 * - `externalIPs` that are in a pool
 * - Secrets of BGPPeers that have the wrong type or no password
 * - Leases with a time that cannot be read, or is far from the present
 * - advertisements with load sharing, although one node will serve all hosts
 */
export function preflight(
  observed: Pick<
    Observed,
    | "now"
    | "nowFrom"
    | "followedSince"
    | "settings"
    | "pools"
    | "nodes"
    | "namespaces"
    | "services"
    | "leases"
    | "l2Advertisements"
    | "bgpAdvertisements"
    | "bgpPeers"
  >,
  { pools, l2Advertisements, bgp }: Pick<Checked, "pools" | "l2Advertisements" | "bgp">,
  surroundings: Surroundings,
): readonly Fault[] {
  const { kubeProxy } = surroundings;
  const advertisements = [...l2Advertisements, ...bgp.advertisements];
  const isAdvertised = (pool: Pool): boolean => advertisements.some((each) => selectsPool(each, pool));
  const networks = networksOf(observed.leases);
  const isOnLayer2 = (pool: Pool): boolean => l2Advertisements.some((each) => selectsPool(each, pool));
  const isLax = kubeProxy !== undefined && kubeProxy.mode === "ipvs" && !kubeProxy.strictARP &&
    l2Advertisements.length > 0;
  return [
    ...isLax ? [{ object: kubeProxy.object, ...warning("data", "LaxARP", laxARP) }] : [],
    ...observed.pools.filter((object) => countsIn(observed.settings.namespace, object)).flatMap((object) => {
      const pool = pools.find(({ name }) => name === object.metadata.name);
      if (pool === undefined) return [];
      const silent = isAdvertised(pool)
        ? []
        : [warning("metadata.name", "NotAdvertised", poolNotAdvertised(pool.name, misplacedFor(pool.name, observed)))];
      return faultsOf(object, [
        ...networkOverlaps(pool, surroundings),
        ...isOnLayer2(pool) ? networkEdgeFlaws(object, pool, networks) : [],
        ...silent,
      ]);
    }),
    ...serviceTypeFaults(observed.services),
    ...requestWarnings(observed, pools),
    ...hopelessServiceWarnings(observed, pools),
    ...externalAddressWarnings(surroundings.services, pools),
    ...passwordSecretFaults(observed.bgpPeers, surroundings.secrets, observed.settings.namespace),
    ...leaseFaults(observed),
    ...loadSharingWarnings(observed, { pools, l2Advertisements }),
    ...observed.settings.ignoreExcludeLabel ? [] : observed.nodes
      .filter(({ metadata: { labels } }) => labels?.[labelExcludeFromLoadBalancers] !== undefined)
      .flatMap((node) =>
        faultsOf(node, [warning(`metadata.labels["${labelExcludeFromLoadBalancers}"]`, "NodeExcluded", nodeExcluded)])
      ),
  ];
}

if (import.meta.main) await (await import("../runtime/cli/standalone.ts")).standalone("preflight");
