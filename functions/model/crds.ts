/**
 * The custom kinds, as `manifests/crds/` declares them. Made by `deno task generate`: edit the CRDs, not this file.
 *
 * @module
 */

import type { Condition, KubernetesObject, LabelSelector } from "./kubernetes.ts";

export interface IPAddressPool extends KubernetesObject {
  readonly apiVersion: "metallb.io/v1beta1";
  readonly kind: "IPAddressPool";
  readonly spec: IPAddressPoolSpec;
  readonly status?: IPAddressPoolStatus;
}

export interface IPAddressPoolSpec {
  readonly addresses: readonly string[];
  readonly autoAssign?: boolean;
  readonly avoidBuggyIPs?: boolean;
  readonly serviceAllocation?: {
    readonly priority?: number;
    readonly namespaces?: readonly string[];
    readonly namespaceSelectors?: readonly LabelSelector[];
    readonly serviceSelectors?: readonly LabelSelector[];
  };
}

export interface IPAddressPoolStatus {
  readonly assignedIPv4: number;
  readonly assignedIPv6: number;
  readonly availableIPv4: number;
  readonly availableIPv6: number;
  readonly conditions?: readonly Condition[];
}

export interface L2Advertisement extends KubernetesObject {
  readonly apiVersion: "metallb.io/v1beta1";
  readonly kind: "L2Advertisement";
  readonly spec?: L2AdvertisementSpec;
  readonly status?: { readonly conditions?: readonly Condition[] };
}

export interface L2AdvertisementSpec {
  readonly ipAddressPools?: readonly string[];
  readonly ipAddressPoolSelectors?: readonly LabelSelector[];
  readonly nodeSelectors?: readonly LabelSelector[];
  readonly interfaces?: readonly string[];
  readonly serviceSelectors?: readonly LabelSelector[];
  readonly preferredNodeSelectors?: readonly { readonly weight: number; readonly preference: LabelSelector }[];
}

export interface ServiceL2Status extends KubernetesObject {
  readonly apiVersion: "metallb.io/v1beta1";
  readonly kind: "ServiceL2Status";
  readonly status?: {
    readonly node?: string;
    readonly serviceName?: string;
    readonly serviceNamespace?: string;
    readonly interfaces?: readonly { readonly name?: string }[];
  };
}

export interface ConfigurationState extends KubernetesObject {
  readonly apiVersion: "metallb.io/v1beta1";
  readonly kind: "ConfigurationState";
  readonly status?: {
    readonly result?: "Valid" | "Invalid" | "Unknown";
    readonly errorSummary?: string;
    readonly conditions?: readonly Condition[];
  };
}

export interface VirtualIP extends KubernetesObject {
  readonly apiVersion: "arpeggio.dev/v1alpha1";
  readonly kind: "VirtualIP";
  readonly spec: VirtualIPSpec;
  readonly status?: VirtualIPStatus;
}

export interface VirtualIPSpec {
  readonly address: string;
  readonly pool: string;
  readonly services: readonly { readonly namespace: string; readonly name: string }[];
  readonly l2?: {
    readonly order: readonly { readonly node: string; readonly interfaces?: readonly string[] }[];
    readonly revision: number;
  };
  readonly bgp?: {
    readonly advertisements: readonly { readonly name: string; readonly nodes?: readonly string[] }[];
  };
}

export interface VirtualIPStatus {
  readonly node?: string;
  readonly interfaces?: readonly string[];
  readonly revision?: number;
  readonly since?: string;
  readonly conditions?: readonly Condition[];
}
