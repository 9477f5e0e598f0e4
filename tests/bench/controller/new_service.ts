/**
 * How long does one new Service wait for its address?
 *
 * @module
 */

import { untilQuiet } from "../../cluster/machine/idle.ts";
import { watchAddressed } from "./addressed.ts";
import type { BenchCluster } from "./bench_cluster.ts";

const services = "/api/v1/namespaces/default/services";
const settleMs = 300;

/** For each run, the milliseconds until the watch event with the Service's address. */
export interface NewService {
  /**
   * Counted from the answer to the request that creates the Service. At that time `kubectl create` returns, and watches
   * receive the Service.
   */
  readonly created: readonly number[];
  /** Counted from the sending of the request: includes the time in which the API server creates the Service. */
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
    // Opens the connection before the measurement: opening it takes longer than everything that is measured.
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
    // The controller still writes other objects; no event marks the end of these writes, so this waits for a fixed
    // time.
    await new Promise((wake) => setTimeout(wake, settleMs));
  }
  return { created, sent };
}
