/**
 * Services that come and go, 20 a second.
 *
 * @module
 */

import type { ApiClient } from "../cluster/machine/api_client.ts";

export const servicesPath = "/api/v1/namespaces/default/services";
export const churnPerSecond = 20;
export interface ChurnOptions {
  /** How long a Service lives. Default: 5. */
  readonly lifeSeconds?: number;
  /** A change to each Service in the middle of its life. */
  readonly change?: object;
  /** Creates a Service; by default sends the request and nothing else. */
  readonly create?: (name: string, send: () => Promise<unknown>) => Promise<unknown>;
}

/** The names of the Services that `churnServices` makes. */
export function churnNames(seconds: number): readonly string[] {
  return Array.from({ length: churnPerSecond * seconds }, (_, index) => `churn-${index}`);
}

/** Creates, changes and deletes Services in even steps. In the end all are deleted. */
export async function churnServices(api: ApiClient, seconds: number, options: ChurnOptions = {}): Promise<void> {
  const { lifeSeconds = 5, change, create = (_, send): Promise<unknown> => send() } = options;
  const lives: Promise<void>[] = [];
  const start = performance.now();
  const live = async (name: string): Promise<void> => {
    await create(name, () => api.request("POST", servicesPath, { metadata: { name, labels }, spec }));
    await sleep(lifeSeconds / 2);
    if (change !== undefined) await api.request("PATCH", `${servicesPath}/${name}`, change);
    await sleep(lifeSeconds / 2);
    await api.request("DELETE", `${servicesPath}/${name}`);
  };
  for (const [index, name] of churnNames(seconds).entries()) {
    await sleep(Math.max(0, index / churnPerSecond - (performance.now() - start) / 1_000));
    lives.push(live(name));
  }
  await Promise.all(lives);
}

const labels = { app: "churn" };
const spec = {
  type: "LoadBalancer",
  allocateLoadBalancerNodePorts: false,
  selector: { app: "nginx" },
  ports: [{ port: 80 }],
};

function sleep(seconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, seconds * 1_000));
}
