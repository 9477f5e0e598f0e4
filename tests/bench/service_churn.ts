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

/** The most requests that wait for the API server at the same time. Even if it is slow, none waits for long. */
const mostWaiting = 16;

/**
 * Creates, changes and deletes Services in even steps; in the end all are deleted. If the API server is too slow for
 * this rate, the steps are longer. Returns how many Services it made in a second.
 */
export async function churnServices(api: ApiClient, seconds: number, options: ChurnOptions = {}): Promise<number> {
  const { lifeSeconds = 5, change, create = (_, send): Promise<unknown> => send() } = options;
  const waiting = new Set<Promise<unknown>>();
  const send: ApiClient["request"] = async (...request) => {
    const answer = api.request<never>(...request).finally(() => waiting.delete(answer));
    waiting.add(answer);
    return await answer;
  };
  const live = async (name: string): Promise<void> => {
    await create(name, () => send("POST", servicesPath, { metadata: { name, labels }, spec }));
    await sleep(lifeSeconds / 2);
    if (change !== undefined) await send("PATCH", `${servicesPath}/${name}`, change);
    await sleep(lifeSeconds / 2);
    await send("DELETE", `${servicesPath}/${name}`);
  };
  const lives: Promise<void>[] = [];
  const names = churnNames(seconds);
  const start = performance.now();
  const elapsed = (): number => (performance.now() - start) / 1_000;
  for (const [index, name] of names.entries()) {
    await sleep(Math.max(0, index / churnPerSecond - elapsed()));
    while (waiting.size >= mostWaiting) await Promise.race(waiting);
    lives.push(live(name));
  }
  const perSecond = names.length / elapsed();
  await Promise.all(lives);
  return perSecond;
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
