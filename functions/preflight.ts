/**
 * What stands in the way of addresses being reached, beside what is wrong with the configuration itself.
 *
 * @module
 */

import type { Checked } from "./check.ts";
import { selectsPool } from "./model/election/l2_advertisement.ts";
import { type Fault, faultsOf, warning } from "./model/fault.ts";
import { labelExcludeFromLoadBalancers } from "./model/names.ts";
import type { Observed } from "./model/observed.ts";
import type { Pool } from "./model/pools/pool.ts";
import { networkOverlaps } from "./model/preflight/network_overlaps.ts";
import { laxARP, nodeExcluded, poolNotAdvertised } from "./model/preflight/preflight_messages.ts";
import type { Surroundings } from "./model/preflight/surroundings.ts";

/**
 * Looks at a cluster, or at manifests, as somebody would who is about to rely on it: kube-proxy that answers ARP for everything,
 * nodes that are left out, pools that overlap the cluster's own ranges, pools that nothing advertises.
 */
export function preflight(
  observed: Pick<Observed, "settings" | "pools" | "nodes">,
  { pools, l2Advertisements, bgp }: Pick<Checked, "pools" | "l2Advertisements" | "bgp">,
  surroundings: Surroundings,
): readonly Fault[] {
  const { kubeProxy } = surroundings;
  const advertisements = [...l2Advertisements, ...bgp.advertisements];
  const isAdvertised = (pool: Pool): boolean => advertisements.some((each) => selectsPool(each, pool));
  const isLax = kubeProxy !== undefined && kubeProxy.mode === "ipvs" && !kubeProxy.strictARP &&
    l2Advertisements.length > 0;
  return [
    ...isLax ? [{ object: kubeProxy.object, ...warning("data", "LaxARP", laxARP) }] : [],
    ...observed.pools.flatMap((object) => {
      const pool = pools.find(({ name }) => name === object.metadata.name);
      if (pool === undefined) return [];
      const silent = isAdvertised(pool)
        ? []
        : [warning("metadata.name", "NotAdvertised", poolNotAdvertised(pool.name))];
      return faultsOf(object, [...networkOverlaps(pool, surroundings), ...silent]);
    }),
    ...observed.settings.ignoreExcludeLabel ? [] : observed.nodes
      .filter(({ metadata: { labels } }) => labels?.[labelExcludeFromLoadBalancers] !== undefined)
      .flatMap((node) =>
        faultsOf(node, [warning(`metadata.labels["${labelExcludeFromLoadBalancers}"]`, "NodeExcluded", nodeExcluded)])
      ),
  ];
}
