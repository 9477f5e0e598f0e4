/**
 * Runs tests in one cluster with real Pods.
 *
 * @module
 */

import assert from "node:assert/strict";
import type { Case, Scene } from "./cases/case.ts";
import { install } from "./keeper/install.ts";
import { leaveMetalLB } from "./machine/metallb.ts";
import { PodCluster } from "./machine/pod_cluster.ts";
import { podParts } from "./machine/pod_parts.ts";
import { ReadyTimes } from "./machine/ready_times.ts";
import { sharedFolders, Traces } from "./machine/traces.ts";
import { tell } from "./machine/witness.ts";

const soonSeconds = 4;

/** The processes and connections of the shared cluster are older than a test, and outlive it. */
const sharing = { sanitizeOps: false, sanitizeResources: false } as const;

/** Tests that share a cluster. */
export interface Suite {
  /** The words with which the tests' names begin, such as `In Pods`. */
  readonly title: string;
  readonly cases: readonly Case[];
  /** By default IPv4. */
  readonly firstFamily?: "IPv4" | "IPv6";
  /** True: before Arpeggio is installed, the cluster has the objects of MetalLB. */
  readonly afterMetalLB?: boolean;
}

/** Defines a test for each case, and a last one that ends the cluster and looks for its traces. */
export async function testInPods({ title, cases, firstFamily = "IPv4", afterMetalLB = false }: Suite): Promise<void> {
  const parts = await podParts();
  const sharedBefore = await sharedFolders();
  const resources = new AsyncDisposableStack();
  let scene: Scene | undefined;

  if (parts !== undefined) {
    Deno.test.beforeAll(async () => {
      const begin = performance.now();
      const progress = (line: string): void => tell(`${((performance.now() - begin) / 1000).toFixed()} s  ${line}`);
      const pods = resources.use(await PodCluster.start(parts, { progress, firstFamily }));
      const times = new ReadyTimes(pods);
      resources.defer(() => {
        times.end();
        const { seconds } = times;
        const soon = seconds.filter((each) => each <= soonSeconds).length;
        const list = seconds.map((each) => each.toFixed(1)).join(", ");
        tell(
          `${soon} of ${seconds.length} announcers' Pods were Ready within ${soonSeconds} s of their creation: ${list}`,
        );
      });
      const served = afterMetalLB ? await leaveMetalLB(pods) : new Map();
      scene = { pods, parts: parts.parts, served, address: await install(pods, parts.parts, progress) };
    });
    Deno.test.afterAll(() => resources.disposeAsync());
  }

  for (const { name, run } of cases) {
    Deno.test({
      name: `${title}: ${name}`,
      ignore: parts === undefined,
      ...sharing,
      async fn(): Promise<void> {
        assert(scene !== undefined);
        await run(scene);
      },
    });
  }

  Deno.test({
    name: `${title}: after its end, the cluster leaves no process, namespace, mount, cgroup or file`,
    ignore: parts === undefined,
    ...sharing,
    async fn(): Promise<void> {
      assert(scene !== undefined);
      const traces = await Traces.of(scene.pods, sharedBefore);
      assert.notDeepEqual(await traces.now(), []);
      await resources.disposeAsync();
      assert.deepEqual(await traces.now(), []);
    },
  });
}
