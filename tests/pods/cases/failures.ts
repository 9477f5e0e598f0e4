/**
 * Tests of failures: parts of the cluster end, hang or lose power.
 *
 * @module
 */

import assert from "node:assert/strict";
import { virtualIPName } from "../../../functions/model/addresses/address.ts";
import { fixture } from "../../cluster/machine/fixtures.ts";
import { announcedAddress } from "../../cluster/machine/services.ts";
import { untilHolder } from "../../cluster/machine/virtual_ips.ts";
import { announcerOn, inAnnouncer, killAnnouncer, restarted, untilAllReady } from "../machine/announcers.ts";
import { withoutBackend } from "../machine/backends.ts";
import { nodeNames, type PodCluster } from "../machine/pod_cluster.ts";
import { assertKept, tell, Witness } from "../machine/witness.ts";
import type { Case } from "./case.ts";

const frozenMs = 90_000;
const powerCutMs = 400;

export const killedHolder: Case = {
  name: "kill -9 of the announcer that holds the address",
  async run({ pods, address }): Promise<void> {
    const holder = await untilHolder(pods.cluster, virtualIPName(address));
    await using witness = await Witness.begin(pods, address);
    await restarted(pods, [holder], () => killAnnouncer(pods, holder));
    assertKept(await witness.told("kill -9"));
  },
};

export const failures: readonly Case[] = [
  killedHolder,
  {
    name: "kill -9 of the announcer that holds the IPv6 address of a dual-stack Service",
    async run({ pods }): Promise<void> {
      const { cluster } = pods;
      await cluster.kubectl(["apply", "-f", fixture("pods/dual.yaml")]);
      const [address6 = "", address4 = ""] = (await announcedAddress(cluster, "dual")).split(",");
      await using witness6 = await Witness.begin(pods, address6);
      await using witness4 = await Witness.begin(pods, address4);
      const holder = await untilHolder(cluster, virtualIPName(address6));
      await restarted(pods, [holder], () => killAnnouncer(pods, holder));
      assertKept(await witness6.told("kill -9, IPv6"));
      assertKept(await witness4.told("kill -9, IPv4"));
      await cluster.kubectl(["delete", "-f", fixture("pods/dual.yaml")]);
    },
  },
  {
    name: "the kernel kills the holder's announcer at its memory limit",
    async run({ pods, address }): Promise<void> {
      const holder = await untilHolder(pods.cluster, address);
      await using witness = await Witness.begin(pods, address);
      await restarted(pods, [holder], () => exhaustMemory(pods, holder));
      assertKept(await witness.told("OOM"));
      const { status } = await announcerOn(pods, holder);
      assert.equal(status?.containerStatuses?.[0]?.lastState.terminated?.reason, "OOMKilled");
    },
  },
  {
    name: "another program uses the metrics port: the node still announces",
    async run({ pods, address }): Promise<void> {
      const holder = await untilHolder(pods.cluster, address);
      const { host } = pods.node(holder);
      await using witness = await Witness.begin(pods, address);
      const thief = host.spawn("sh", ["-c", `until busybox nc -l -p 9120 -s ${host.address}; do sleep 0.01; done`], {
        stdin: "null",
        stdout: "null",
        stderr: "null",
      });
      try {
        await killAnnouncer(pods, holder);
        await new Promise((resolve) => setTimeout(resolve, 15_000));
        assert.equal(await untilHolder(pods.cluster, address), holder);
      } finally {
        thief.kill("SIGKILL");
        await thief.status;
      }
      await untilAllReady(pods);
      assertKept(await witness.told("port clash"));
    },
  },
  {
    name: "the holder loses power, and is up again before its kube-proxy",
    async run({ pods, address }): Promise<void> {
      const { cluster } = pods;
      const holder = await untilHolder(cluster, address);
      await withoutBackend(pods, holder);
      const node = pods.node(holder);
      {
        await using witness = await Witness.begin(pods, address);
        const { mac } = witness;
        await node.kill();
        await witness.untilMoved(mac);
        await untilHolder(cluster, address, (name) => name !== holder);
        const { silenceMs } = await witness.told("power cut");
        assert(silenceMs <= powerCutMs, `silent for ${silenceMs} ms`);
      }
      await using witness = await Witness.begin(pods, address);
      await restarted(pods, [holder], () => node.start({ proxyAfterSeconds: 10 }));
      await cluster.kubectl(["uncordon", holder]);
      assertKept(await witness.told("power back, kube-proxy 10 s late"));
    },
  },
  {
    name: "the API server is frozen for 90 s, and all announcers are killed during this time",
    async run({ pods, address }): Promise<void> {
      const { cluster } = pods;
      await using witness = await Witness.begin(pods, address);
      const begin = performance.now();
      await cluster.signalApiServer("STOP");
      try {
        for (const name of nodeNames) {
          await killAnnouncer(pods, name);
          await new Promise((resolve) => setTimeout(resolve, frozenMs / nodeNames.length));
        }
      } finally {
        await cluster.signalApiServer("CONT");
      }
      tell(`frozen for ${((performance.now() - begin) / 1000).toFixed()} s`);
      await untilAllReady(pods);
      assertKept(await witness.told("frozen API server"));
    },
  },
];

/**
 * Starts a process in the announcer's container that allocates memory until the limit is reached. The kernel then kills
 * the announcer, because its `oom_score_adj` is the highest.
 */
async function exhaustMemory(pods: PodCluster, node: string): Promise<void> {
  const prefer =
    `for pid in $(pgrep -f 'main.js announcer .*--node-name=${node}'); do echo 1000 > /proc/$pid/oom_score_adj; done`;
  await pods.world.run("sh", ["-c", prefer]);
  await inAnnouncer(pods, node, ["tail", "/dev/zero"]).catch(() => undefined);
}
