/**
 * Services by the thousand.
 *
 * @module
 */

import type { ApiClient } from "./api_client.ts";

/** Where they are listed, and nothing else. */
export const manyServices = "/api/v1/namespaces/default/services?labelSelector=app%3Dmany";

/** `service-0` and so on. */
export function manyNames(count: number): readonly string[] {
  return Array.from({ length: count }, (_, index) => `service-${index}`);
}

/** Does something for each, with so many connections. */
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

/** Creates the Services, for the Pods labelled `app: nginx`, and waits until each has an EndpointSlice. */
export async function createManyServices(api: ApiClient, count: number): Promise<void> {
  await forEach(manyNames(count), 16, (name) =>
    api.request("POST", "/api/v1/namespaces/default/services", {
      metadata: { name, labels: { app: "many" } },
      spec: {
        type: "LoadBalancer",
        allocateLoadBalancerNodePorts: false,
        selector: { app: "nginx" },
        ports: [{ port: 80 }],
      },
    }));
  const slices = "/apis/discovery.k8s.io/v1/namespaces/default/endpointslices?labelSelector=app%3Dmany";
  await api.until(slices, (all) => all.length === count, { timeoutMs: 300_000 });
}
