/**
 * How long one new Service waits for its address.
 *
 * @module
 */

import { untilQuiet } from "../../cluster/idle.ts";
import { watchAddressed } from "./addressed.ts";
import type { BenchCluster } from "./bench_cluster.ts";

const services = "/api/v1/namespaces/default/services";
const settleMs = 300;

/** Milliseconds until the news that the Service has an address, for each run. */
export interface NewService {
  /** From the answer to the request that created it: when `kubectl create` returns, and watches know of it. */
  readonly created: readonly number[];
  /** From the sending of that request: the API server's own part is in it. */
  readonly sent: readonly number[];
}

export async function measureNewService(bench: BenchCluster, runs: number): Promise<NewService> {
  const { cluster: { api } } = bench;
  const created: number[] = [];
  const sent: number[] = [];
  await untilQuiet(bench.cluster);
  for (let run = 0; run < runs; run++) {
    const name = `single-${run}`;
    const addressed = await watchAddressed(api, `${services}?fieldSelector=metadata.name%3D${name}`, 1);
    // So that a connection is open: to make one takes longer than all the rest.
    await api.request("GET", `${services}?limit=1`);
    const start = performance.now();
    await api.request("POST", services, {
      metadata: { name },
      spec: { type: "LoadBalancer", selector: { app: "nginx" }, ports: [{ port: 80 }] },
    });
    const answered = performance.now();
    await addressed.all;
    const at = addressed.at.get(name) ?? Infinity;
    created.push(Math.max(0, at - answered));
    sent.push(at - start);
    await api.request("DELETE", `${services}/${name}`);
    // That nothing happens any more does not announce itself.
    await new Promise((wake) => setTimeout(wake, settleMs));
  }
  return { created, sent };
}
