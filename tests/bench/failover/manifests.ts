/**
 * What the measurements apply, as manifests.
 *
 * @module
 */

import { stringify } from "yaml";

export type Family = "IPv4" | "IPv6";

/** Both families' pools, open to every Service; one advertisement of both, from all nodes but these. */
export function ground({ exceptNodes = [] }: { readonly exceptNodes?: readonly string[] } = {}): string {
  const pools = [["pool4", "172.16.16.0/21"], ["pool6", "fd00:16:0:0:16::/112"]].map(([name, range]) => ({
    apiVersion: "metallb.io/v1beta1",
    kind: "IPAddressPool",
    metadata: { name, namespace: "metallb-system" },
    spec: { addresses: [range] },
  }));
  const selector = {
    matchExpressions: [{ key: "kubernetes.io/hostname", operator: "NotIn", values: [...exceptNodes] }],
  };
  const advertisement = {
    apiVersion: "metallb.io/v1beta1",
    kind: "L2Advertisement",
    metadata: { name: "all", namespace: "metallb-system" },
    spec: exceptNodes.length > 0 ? { nodeSelectors: [selector] } : {},
  };
  return [...pools, advertisement].map((each) => stringify(each)).join("---\n");
}

export interface ServiceManifest {
  readonly name: string;
  readonly family: Family;
  /** Names of nodes with a Pod. */
  readonly servedBy: readonly string[];
  /** Served only where a Pod is (`externalTrafficPolicy: Local`). */
  readonly local?: boolean;
}

export function services(wanted: readonly ServiceManifest[]): string {
  return wanted.flatMap((one) => [service(one), endpoints(one)]).map((each) => stringify(each)).join("---\n");
}

function service({ name, family, local }: ServiceManifest): unknown {
  const clusterIP = family === "IPv4" ? "10.96.0.10" : "fd00:96::10";
  return {
    apiVersion: "v1",
    kind: "Service",
    metadata: { name, namespace: "default" },
    spec: {
      type: "LoadBalancer",
      clusterIP,
      clusterIPs: [clusterIP],
      ipFamilies: [family],
      ipFamilyPolicy: "SingleStack",
      ...(local && { externalTrafficPolicy: "Local" }),
      ports: [{ port: 80 }],
    },
  };
}

function endpoints({ name, family, servedBy }: ServiceManifest): unknown {
  return {
    apiVersion: "discovery.k8s.io/v1",
    kind: "EndpointSlice",
    metadata: { name: `${name}-0`, namespace: "default", labels: { "kubernetes.io/service-name": name } },
    addressType: family,
    endpoints: servedBy.map((nodeName, index) => ({
      addresses: [family === "IPv4" ? `10.244.0.${index + 1}` : `fd00:244::${index + 1}`],
      nodeName,
      conditions: { ready: true, serving: true, terminating: false },
    })),
  };
}

/** An address as the controller would plan it, first for the first of these nodes. */
export function virtualIP(address: string, order: readonly string[]): string {
  return stringify({
    apiVersion: "arpeggio.dev/v1alpha1",
    kind: "VirtualIP",
    metadata: { name: address },
    spec: {
      address,
      pool: "pool4",
      services: [{ namespace: "default", name: `for-${address.replaceAll(".", "-")}` }],
      l2: { order: order.map((node) => ({ node })), revision: 1 },
    },
  });
}

/** A Node that is Ready; drained: with the label that takes load balancers' traffic away from it. */
export function node(name: string, { drained }: { readonly drained: boolean }): string {
  const label = drained ? { "node.kubernetes.io/exclude-from-external-load-balancers": "" } : {};
  return stringify({
    apiVersion: "v1",
    kind: "Node",
    metadata: { name, labels: { "kubernetes.io/hostname": name, ...label } },
    status: { conditions: [{ type: "Ready", status: "True" }] },
  });
}
