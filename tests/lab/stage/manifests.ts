/**
 * Manifests for labs of tests and measurements.
 *
 * @module
 */

import { stringify } from "yaml";

export type Family = "IPv4" | "IPv6";

export interface Ground {
  readonly exceptNodes?: readonly string[];
  /** A range or a CIDR. */
  readonly pool4?: string;
  readonly pool6?: string;
  /** Absent: all interfaces. */
  readonly interfaces?: readonly string[];
}

/**
 * Two pools, one of each family, from which all Services may get addresses. One advertisement is for both pools, and
 * selects all nodes except `exceptNodes`.
 */
export function ground(
  { exceptNodes = [], pool4 = "172.16.16.0/21", pool6 = "fd00:16:0:0:16::/112", interfaces }: Ground = {},
): string {
  const pools = [["pool4", pool4], ["pool6", pool6]].map(([name, range]) => ({
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
    spec: {
      ...(exceptNodes.length > 0 && { nodeSelectors: [selector] }),
      ...(interfaces !== undefined && { interfaces: [...interfaces] }),
    },
  };
  return [...pools, advertisement].map((each) => stringify(each)).join("---\n");
}

export interface ServiceManifest {
  readonly name: string;
  readonly family: Family;
  /** The names of the nodes with a Pod. */
  readonly servedBy: readonly string[];
  /** True: only nodes with a Pod serve the Service (`externalTrafficPolicy: Local`). */
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

/** The VirtualIP of an address, as the controller would write it. The first node of the order is the owner. */
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

/** A Node that is Ready. A drained Node has the label that excludes it from load balancers. */
export function node(name: string, { drained }: { readonly drained: boolean }): string {
  const label = drained ? { "node.kubernetes.io/exclude-from-external-load-balancers": "" } : {};
  return stringify({
    apiVersion: "v1",
    kind: "Node",
    metadata: { name, labels: { "kubernetes.io/hostname": name, ...label } },
    status: { conditions: [{ type: "Ready", status: "True" }] },
  });
}
