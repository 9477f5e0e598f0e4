/**
 * How fast do many Services get addresses, compared with how fast the same API server takes status PATCHes?
 *
 * @module
 */

import type { ApiClient } from "../../cluster/machine/api_client.ts";
import { forEach, manyNames, manyServices } from "../../cluster/machine/many.ts";
import { watchAddressed } from "./addressed.ts";
import type { BenchCluster } from "./bench_cluster.ts";

const connections = 16;

export interface Rates {
  /** Status PATCHes a second that the API server takes from the benchmark, while no controller runs. */
  readonly bare: number;
  /** Services a second that get addresses from the controller. */
  readonly given: number;
}

/** Measures one round. Afterwards the controller runs, and all Services have addresses. */
export async function measureRates(bench: BenchCluster, count: number): Promise<Rates> {
  const { api } = bench.cluster;
  await bench.stopController();
  await bench.forgetPool();
  const bare = await bareRate(api, count);
  await bench.startController();
  const addressed = await watchAddressed(api, manyServices, count);
  const start = performance.now();
  await bench.openPool();
  await addressed.all;
  return { bare, given: perSecond(count, start) };
}

/** Writes an address into the status of each Service, then removes it again. Each write is a PATCH of its own. */
async function bareRate(api: ApiClient, count: number): Promise<number> {
  const names = manyNames(count);
  const start = performance.now();
  await forEach(names, connections, (name) => patch(api, name, { ingress: [{ ip: "192.0.2.1" }] }));
  await forEach(names, connections, (name) => patch(api, name, {}));
  return perSecond(2 * count, start);
}

function patch(api: ApiClient, name: string, loadBalancer: object): Promise<unknown> {
  return api.request("PATCH", `/api/v1/namespaces/default/services/${name}/status`, {
    status: { loadBalancer: { ingress: null, ...loadBalancer }, conditions: null },
  });
}

function perSecond(count: number, start: number): number {
  return count * 1000 / (performance.now() - start);
}
