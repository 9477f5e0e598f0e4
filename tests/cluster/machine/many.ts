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

export interface ManyOptions {
  /** The value of the label `app` of the Pods that the Services select. Default: `nginx`. */
  readonly app?: string;
  /** How many of these Services exist already. Default: 0. */
  readonly besides?: number;
}

/** Creates `count` more Services, and waits until each of them has an EndpointSlice. */
export async function createManyServices(api: ApiClient, count: number, options: ManyOptions = {}): Promise<void> {
  const { app = "nginx", besides = 0 } = options;
  await forEach(
    manyNames(besides + count).slice(besides),
    16,
    (name) =>
      api.request("POST", "/api/v1/namespaces/default/services", {
        metadata: { name, labels: { app: "many" } },
        spec: {
          type: "LoadBalancer",
          allocateLoadBalancerNodePorts: false,
          selector: { app },
          ports: [{ port: 80 }],
        },
      }),
  );
  const slices = "/apis/discovery.k8s.io/v1/namespaces/default/endpointslices?labelSelector=app%3Dmany";
  await api.until(slices, (all) => all.length === besides + count, { timeoutMs: 300_000 });
}

/** Deletes the first `count` of these Services, and waits until none of these Services is left. */
export async function deleteManyServices(api: ApiClient, count: number): Promise<void> {
  await forEach(manyNames(count), 16, (name) => api.request("DELETE", `/api/v1/namespaces/default/services/${name}`));
  await api.until(manyServices, (all) => all.length === 0);
}
