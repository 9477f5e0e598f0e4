/**
 * What a cluster is set up with beside what decisions are made from.
 *
 * @module
 */

import type { ObjectReference } from "../fault.ts";

export interface Surroundings {
  /** Absent: kube-proxy's configuration was not to be seen; there may be none. */
  readonly kubeProxy?: KubeProxy;
  /** CIDRs from which Services get cluster addresses, and Pods theirs, with where that is written. */
  readonly ranges: readonly ClusterRange[];
  /** Cluster addresses that Services have. */
  readonly clusterAddresses: readonly string[];
}

export interface KubeProxy {
  readonly object: ObjectReference;
  /** `iptables`, `ipvs` or `nftables`; empty: the default. */
  readonly mode: string;
  /** `ipvs.strictARP`. */
  readonly strictARP: boolean;
}

export interface ClusterRange {
  readonly of: "Services" | "Pods";
  readonly cidr: string;
}
