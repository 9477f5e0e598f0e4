/**
 * Creates thousands of Services.
 *
 * @module
 */

import type { ApiClient } from "./api_client.ts";

/** The path of a list of only these Services. */
export const manyServices = "/api/v1/namespaces/default/services?labelSelector=app%3Dmany";

/** The names of the Services, e.g. `service-0`. */
export function manyNames(count: number): readonly string[] {
  return Array.from({ length: count }, (_, index) => `service-${index}`);
}

/** Calls `work` for each item; at most `connections` calls run at the same time. */
export async function forEach<Item>(
  items: readonly Item[],
  connections: number,
  work: (item: Item) => Promise<unknown>,
): Promise<void> {
  const next = items.values();
  const worker = async (): Promise<void> => {
    for (const item of next) await work(item);
  };
  await Promise.all(Array.from({ length: connections }, worker));
}

/** Creates Services for the Pods whose label `app` has this value, and waits until each has an EndpointSlice. */
export async function createManyServices(api: ApiClient, count: number, app = "nginx"): Promise<void> {
  await forEach(manyNames(count), 16, (name) =>
    api.request("POST", "/api/v1/namespaces/default/services", {
      metadata: { name, labels: { app: "many" } },
      spec: {
        type: "LoadBalancer",
        allocateLoadBalancerNodePorts: false,
        selector: { app },
        ports: [{ port: 80 }],
      },
    }));
  const slices = "/apis/discovery.k8s.io/v1/namespaces/default/endpointslices?labelSelector=app%3Dmany";
  await api.until(slices, (all) => all.length === count, { timeoutMs: 300_000 });
}
