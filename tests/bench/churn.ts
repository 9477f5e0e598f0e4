/**
 * Services come and go for half an hour, 20 a second: how much memory do the idle processes use afterwards?
 * `CHURN_MINUTES` sets the time.
 *
 * @module
 */

import { startAnnouncer, startController } from "../cluster/machine/components.ts";
import { clusterParts } from "../cluster/machine/parts.ts";
import { Stage } from "../cluster/machine/stage.ts";
import { processesOn } from "./failover/bench_stage.ts";
import { figures, figuresHeader } from "./figures.ts";
import { residentMegabytes } from "./resident.ts";
import { churnPerSecond, churnServices } from "./service_churn.ts";

/** The idle time before the churn, and after it. */
const restSeconds = 60;
const sampleSeconds = 30;

const configuration = `
apiVersion: metallb.io/v1beta1
kind: IPAddressPool
metadata: {name: wide, namespace: metallb-system}
spec: {addresses: [172.16.16.0-172.16.20.255]}
---
apiVersion: metallb.io/v1beta1
kind: L2Advertisement
metadata: {name: wide, namespace: metallb-system}
spec: {}
`;

/** The memory of a process, and the fewest open file descriptors that it had within `sampleSeconds`. */
interface Footprint {
  readonly megabytes: number;
  readonly descriptors: number;
}

/** @param small true: half a minute, as a quick check */
export async function benchmark({ small }: { readonly small: boolean }): Promise<void> {
  const parts = await clusterParts("controllerManager");
  if (parts === undefined) return;
  const minutes = small ? 0.5 : Number(Deno.env.get("CHURN_MINUTES") ?? 30);
  await using stage = await Stage.build({ parts, nodes: ["test-0", "test-1"], proxies: false, backends: ["test-0"] });
  await startController(stage);
  for (const { name } of stage.nodes) await startAnnouncer(stage, name);
  await stage.cluster.apply(configuration);
  // The first burst fills caches and compiles code. Both stay in memory, so they are not growth.
  await churnServices(stage.cluster.api, small ? 5 : 60);
  await sleep(restSeconds);
  const components = ["controller", "announcer"] as const;
  const footprints = (): Promise<readonly (readonly Footprint[])[]> =>
    Promise.all(components.map((component) => Promise.all(processesOn(stage, component).map(footprint))));
  const before = await footprints();
  await churnServices(stage.cluster.api, minutes * 60);
  await sleep(restSeconds);
  figuresHeader(`${minutes * 60 * churnPerSecond} Services in ${minutes} minutes, then a minute of rest`);
  const ended = await footprints();
  for (const [index, component] of components.entries()) {
    const after = ended[index] ?? [];
    const grown = after.map(({ megabytes }, at) => megabytes / (before[index]?.[at]?.megabytes ?? NaN) * 100);
    const more = after.map(({ descriptors }, at) => descriptors - (before[index]?.[at]?.descriptors ?? NaN));
    figures(`${component}: memory, MB`, after.map(({ megabytes }) => megabytes));
    figures(`${component}: memory, % of before`, grown, 110);
    figures(`${component}: more file descriptors`, more, 0);
  }
}

/** A descriptor that leaks stays open. A connection to the API server comes and goes, so the fewest count. */
async function footprint(pid: number): Promise<Footprint> {
  let descriptors = Infinity;
  for (let second = 0; second < sampleSeconds; second++) {
    descriptors = Math.min(descriptors, (await Array.fromAsync(Deno.readDir(`/proc/${pid}/fd`))).length);
    await sleep(1);
  }
  return { megabytes: residentMegabytes(pid), descriptors };
}

function sleep(seconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, seconds * 1000));
}
