/**
 * Tests of a node that runs out of memory.
 *
 * @module
 */

import assert from "node:assert/strict";
import { fixture } from "../../cluster/machine/fixtures.ts";
import { untilHolder } from "../../cluster/machine/virtual_ips.ts";
import { type PodObject, restartsOf, untilAllReady } from "../machine/announcers.ts";
import { withoutBackend } from "../machine/backends.ts";
import { assertKept, Witness } from "../machine/witness.ts";
import type { Case } from "./case.ts";

const idlePod = "/api/v1/namespaces/default/pods?fieldSelector=metadata.name%3Didle";

/** The kubelet logs this when it has tried all Pods of the node. */
const exhausted = "unable to evict any pods from the node";

/** The kubelet logs this when it is in use again. */
const started = "Successfully registered node";

export const pressure: readonly Case[] = [
  {
    name: "memory runs short on the node that holds the address: its kubelet evicts other Pods, and no Pod of Arpeggio",
    async run({ pods, address }): Promise<void> {
      const { cluster } = pods;
      const holder = await untilHolder(cluster, address);
      const node = pods.node(holder);
      await withoutBackend(pods, holder);
      const idle = await Deno.readTextFile(fixture("pods/idle.yaml"));
      await cluster.apply(idle.replace("nodeName: NODE", `nodeName: ${holder}`));
      await cluster.kubectl(["wait", "--for=condition=Ready", "pod/idle", "--timeout=60s"]);
      const before = await untilAllReady(pods);
      await using witness = await Witness.begin(pods, address);
      await node.restartKubelet({ evictBelow: "99%" }, exhausted);
      await cluster.api.until<EvictedPod>(idlePod, ([pod]) => pod?.status?.reason === "Evicted");
      assert.equal(await untilHolder(cluster, address), holder);
      await node.restartKubelet({}, started);
      await cluster.kubectl(["wait", "--for=condition=MemoryPressure=False", `node/${holder}`, "--timeout=60s"]);
      const after = await untilAllReady(pods);
      assert.deepEqual(after.map(identityOf).toSorted(), before.map(identityOf).toSorted());
      assertKept(await witness.told("memory pressure"));
      await cluster.kubectl(["delete", "pod", "idle"]);
      await cluster.kubectl(["uncordon", holder]);
    },
  },
];

interface EvictedPod {
  readonly metadata: { readonly name: string };
  readonly status?: { readonly reason?: string };
}

/** Differs if the Pod was replaced or its announcer restarted. */
function identityOf(pod: PodObject): string {
  return `${pod.metadata.uid} ${restartsOf(pod)}`;
}
