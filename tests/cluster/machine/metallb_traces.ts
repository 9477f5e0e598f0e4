/**
 * The objects that MetalLB leaves in a cluster: Services with addresses and annotations, and ServiceL2Statuses. The
 * ServiceL2Statuses, and the addresses of the Services, belong to MetalLB's field managers.
 *
 * @module
 */

import type { ApiClient, KubernetesObject } from "./api_client.ts";

export interface ServedService extends KubernetesObject {
  readonly spec: unknown;
  readonly status?: { readonly loadBalancer?: { readonly ingress?: readonly { readonly ip?: string }[] } };
}

interface Trace {
  readonly name: string;
  readonly address: string;
  readonly pool: string;
  /** Annotations that the Service's owner has set. */
  readonly annotations?: Readonly<Record<string, string>>;
  readonly spec?: Readonly<Record<string, unknown>>;
}

/**
 * The addresses are from MetalLB, which assigns the first free address. Arpeggio would choose other addresses, since it
 * chooses by a hash.
 */
export const traces: readonly Trace[] = [
  { name: "plain-1", address: "172.16.16.0", pool: "shared-lan" },
  { name: "plain-2", address: "172.16.16.1", pool: "shared-lan" },
  { name: "plain-3", address: "172.16.16.2", pool: "shared-lan" },
  { name: "local", address: "172.16.16.3", pool: "shared-lan", spec: { externalTrafficPolicy: "Local" } },
  { name: "asks-by-field", address: "172.16.16.200", pool: "shared-lan", spec: { loadBalancerIP: "172.16.16.200" } },
  {
    name: "asks-by-annotation",
    address: "172.16.17.5",
    pool: "reserved",
    annotations: { "metallb.io/loadBalancerIPs": "172.16.17.5" },
  },
  {
    name: "asks-for-a-pool",
    address: "172.16.17.1",
    pool: "reserved",
    annotations: { "metallb.universe.tf/address-pool": "reserved" },
  },
  ...[1, 2].map((number) => ({
    name: `shares-${number}`,
    address: "172.16.16.4",
    pool: "shared-lan",
    annotations: { "metallb.io/allow-shared-ip": "key" },
    spec: { ports: [{ port: 80 + number }] },
  })),
];

const services = "/api/v1/namespaces/default/services";
const statuses = "/apis/metallb.io/v1beta1/namespaces/metallb-system/servicel2statuses";

/** Writes all these objects; the statuses with the names of MetalLB's field managers. */
export async function leaveTraces(api: ApiClient, node: string): Promise<void> {
  for (const { name, address, pool, annotations, spec } of traces) {
    await api.request("POST", services, {
      metadata: { name, annotations: { ...annotations, "metallb.io/ip-allocated-from-pool": pool } },
      spec: { type: "LoadBalancer", selector: { app: "nginx" }, ports: [{ port: 80 }], ...spec },
    });
    const loadBalancer = { ingress: [{ ip: address, ipMode: "VIP" }] };
    await api.request("PATCH", `${services}/${name}/status?fieldManager=controller`, { status: { loadBalancer } });
    const labels = {
      "metallb.io/node": node,
      "metallb.io/service-name": name,
      "metallb.io/service-namespace": "default",
    };
    const kind = { apiVersion: "metallb.io/v1beta1", kind: "ServiceL2Status" };
    const made = await api.request("POST", `${statuses}?fieldManager=speaker`, {
      ...kind,
      metadata: { generateName: "l2-", labels },
    });
    const status = { node, serviceName: name, serviceNamespace: "default", interfaces: [{ name: "eth0" }] };
    await api.request("PATCH", `${statuses}/${made.metadata.name}/status?fieldManager=speaker`, { status });
  }
}

/** Returns the present Services, by name. */
export async function servicesNow(api: ApiClient): Promise<ReadonlyMap<string, ServedService>> {
  const { items } = await api.request<{ readonly items: readonly ServedService[] }>("GET", services);
  return new Map(
    items.filter(({ metadata: { name } }) => name !== "kubernetes").map((one) => [one.metadata.name, one]),
  );
}
