/**
 * What is said of a cluster that will not serve addresses as it is.
 *
 * @module
 */

import { labelExcludeFromLoadBalancers } from "../names.ts";

export const laxARP =
  "kube-proxy in IPVS mode holds every Service's address on every node, and each of them answers ARP for it; set " +
  "ipvs.strictARP to true and restart kube-proxy";

export const nodeExcluded =
  `The node carries the label ${labelExcludeFromLoadBalancers}, and announces nothing; remove the label if it should`;

export function clusterRangeInPool(range: string, of: "Services" | "Pods", cidr: string): string {
  return `${range} overlaps with ${cidr}, from which ${of} get their cluster addresses; take it out`;
}

export function clusterAddressInPool(range: string, address: string): string {
  return `${range} contains ${address}, the cluster address of a Service; take it out`;
}

export function poolNotAdvertised(pool: string): string {
  return `No L2Advertisement or BGPAdvertisement is for pool ${pool}, so that nobody announces its addresses; add one that ` +
    "names it in spec.ipAddressPools";
}
