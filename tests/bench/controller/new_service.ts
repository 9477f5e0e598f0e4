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

/** For each run the milliseconds from the request to create it to the news that it has an address. */
export async function measureNewService(bench: BenchCluster, runs: number): Promise<readonly number[]> {
  const { cluster: { api } } = bench;
  const samples: number[] = [];
  await untilQuiet(bench.cluster);
  for (let run = 0; run < runs; run++) {
    const name = `single-${run}`;
    const addressed = await watchAddressed(api, `${services}?fieldSelector=metadata.name%3D${name}`, 1);
    const start = performance.now();
    await api.request("POST", services, {
      metadata: { name },
      spec: { type: "LoadBalancer", selector: { app: "nginx" }, ports: [{ port: 80 }] },
    });
    await addressed.all;
    samples.push((addressed.at.get(name) ?? Infinity) - start);
    await api.request("DELETE", `${services}/${name}`);
    // That nothing happens any more does not announce itself.
    await new Promise((wake) => setTimeout(wake, settleMs));
  }
  return samples;
}
