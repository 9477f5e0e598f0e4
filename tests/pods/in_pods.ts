/**
 * `deno test -A tests/pods/in_pods.ts` tests the program in real Pods, in one cluster for all tests. It is not part of
 * `deno task test`, because it must run alone on its machine.
 *
 * @module
 */

import assert from "node:assert/strict";
import type { Case, Scene } from "./cases/case.ts";
import { exchanges } from "./cases/exchanges.ts";
import { failures } from "./cases/failures.ts";
import { memoryAtStart, memoryInUse } from "./cases/memory.ts";
import { moves } from "./cases/moves.ts";
import { rights } from "./cases/rights.ts";
import { install } from "./keeper/install.ts";
import { PodCluster } from "./machine/pod_cluster.ts";
import { podParts } from "./machine/pod_parts.ts";
import { ReadyTimes } from "./machine/ready_times.ts";
import { sharedFolders, Traces } from "./machine/traces.ts";
import { tell } from "./machine/witness.ts";

const cases: readonly Case[] = [memoryAtStart, ...rights, ...moves, ...failures, memoryInUse, ...exchanges];

const soonSeconds = 4;

const parts = await podParts();
const sharedBefore = await sharedFolders();
const resources = new AsyncDisposableStack();
let scene: Scene | undefined;

if (parts !== undefined) {
  Deno.test.beforeAll(async () => {
    const begin = performance.now();
    const progress = (line: string): void => tell(`${((performance.now() - begin) / 1000).toFixed()} s  ${line}`);
    const pods = resources.use(await PodCluster.start(parts, progress));
    const times = new ReadyTimes(pods);
    resources.defer(() => {
      const { seconds } = times;
      const soon = seconds.filter((each) => each <= soonSeconds).length;
      const list = seconds.map((each) => each.toFixed(1)).join(", ");
      tell(
        `${soon} of ${seconds.length} announcers' Pods were Ready within ${soonSeconds} s of their creation: ${list}`,
      );
    });
    scene = { pods, parts: parts.parts, address: await install(pods, parts.parts, progress) };
  });
  Deno.test.afterAll(() => resources.disposeAsync());
}

for (const { name, run } of cases) {
  Deno.test({
    name: `In Pods: ${name}`,
    ignore: parts === undefined,
    async fn(): Promise<void> {
      assert(scene !== undefined);
      await run(scene);
    },
  });
}

Deno.test({
  name: "In Pods: after its end, the cluster leaves no process, namespace, mount, cgroup or file",
  ignore: parts === undefined,
  async fn(): Promise<void> {
    assert(scene !== undefined);
    const traces = await Traces.of(scene.pods, sharedBefore);
    assert.notDeepEqual(await traces.now(), []);
    await resources.disposeAsync();
    assert.deepEqual(await traces.now(), []);
  },
});
