/**
 * The objects that MetalLB leaves in a cluster: Services with addresses and annotations, and ServiceL2Statuses. The
 * ServiceL2Statuses, and the addresses of the Services, belong to MetalLB's field managers.
 *
 * @module
 */

import type { ApiClient, KubernetesObject } from "./api_client.ts";

export interface ServedService extends KubernetesObject {
  readonly spec: { readonly ports: readonly { readonly port: number }[] };
  readonly status?: { readonly loadBalancer?: { readonly ingress?: readonly { readonly ip?: string }[] } };
}

/** A Service that MetalLB has served. */
export interface Trace {
  readonly name: string;
  readonly address: string;
  readonly pool: string;
  /** By default 80. */
  readonly port?: number;
  /** Annotations that the Service's owner has set. */
  readonly annotations?: Readonly<Record<string, string>>;
  readonly spec?: Readonly<Record<string, unknown>>;
}

/** The first three bytes of the addresses in the pools `shared-lan` and `reserved`. */
export interface TraceNetworks {
  readonly shared: string;
  readonly reserved: string;
}

/**
 * Services with addresses from MetalLB, which assigns the first free address. Arpeggio would choose other addresses,
 * since it chooses by a hash.
 */
export function tracesOn({ shared, reserved }: TraceNetworks): readonly Trace[] {
  const onShared = (name: string, byte: number): Trace => ({ name, address: `${shared}.${byte}`, pool: "shared-lan" });
  const onReserved = (name: string, byte: number): Trace => ({
    name,
    address: `${reserved}.${byte}`,
    pool: "reserved",
  });
  return [
    onShared("plain-1", 0),
    onShared("plain-2", 1),
    onShared("plain-3", 2),
    { ...onShared("local", 3), spec: { externalTrafficPolicy: "Local" } },
    { ...onShared("asks-by-field", 200), spec: { loadBalancerIP: `${shared}.200` } },
    { ...onReserved("asks-by-annotation", 5), annotations: { "metallb.io/loadBalancerIPs": `${reserved}.5` } },
    { ...onReserved("asks-for-a-pool", 1), annotations: { "metallb.universe.tf/address-pool": "reserved" } },
    ...[1, 2].map((number) => ({
      ...onShared(`shares-${number}`, 4),
      port: 80 + number,
      annotations: { "metallb.io/allow-shared-ip": "key" },
    })),
  ];
}

/** The Pods that answer for the Services. */
export interface TraceBackends {
  /** The value of the Pods' label `app`. */
  readonly app: string;
  /** By default the Service's port. */
  readonly targetPort?: number;
}

const services = "/api/v1/namespaces/default/services";
const statuses = "/apis/metallb.io/v1beta1/namespaces/metallb-system/servicel2statuses";

/** Writes all these objects, with statuses from MetalLB's field managers, as if `node` had announced the Services. */
export async function leaveTraces(
  api: ApiClient,
  traces: readonly Trace[],
  node: string,
  { app, ...target }: TraceBackends = { app: "nginx" },
): Promise<void> {
  for (const { name, address, pool, port = 80, annotations, spec } of traces) {
    await api.request("POST", services, {
      metadata: { name, annotations: { ...annotations, "metallb.io/ip-allocated-from-pool": pool } },
      spec: { type: "LoadBalancer", selector: { app }, ports: [{ port, ...target }], ...spec },
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

/** Returns the present Services in `default`, except `kubernetes`, by name. */
export async function servicesNow(api: ApiClient): Promise<ReadonlyMap<string, ServedService>> {
  const { items } = await api.request<{ readonly items: readonly ServedService[] }>("GET", services);
  return new Map(
    items.filter(({ metadata: { name } }) => name !== "kubernetes").map((one) => [one.metadata.name, one]),
  );
}
