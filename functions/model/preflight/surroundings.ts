/**
 * Facts about a cluster that no decision reads and that only `preflight` checks.
 *
 * @module
 */

import type { ObjectReference } from "../fault.ts";
import type { Secret, Service } from "../kubernetes.ts";

export interface Surroundings {
  /** Absent: kube-proxy's configuration could not be read, or does not exist. */
  readonly kubeProxy?: KubeProxy;
  /** The CIDRs of the Services' cluster addresses and of the Pods' addresses, each with its use. */
  readonly ranges: readonly ClusterRange[];
  /** Services of every type. */
  readonly services: readonly Service[];
  /** The Secrets among manifests. Empty for a cluster. */
  readonly secrets: readonly Secret[];
}

export interface KubeProxy {
  readonly object: ObjectReference;
  /** `iptables`, `ipvs` or `nftables`; empty: kube-proxy uses its default. */
  readonly mode: string;
  /** `ipvs.strictARP`. */
  readonly strictARP: boolean;
}

export interface ClusterRange {
  readonly of: "Services" | "Pods";
  readonly cidr: string;
}
