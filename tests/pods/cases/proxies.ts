/**
 * Tests with kube-proxy in other modes than nftables, which all other tests use.
 *
 * @module
 */

import assert from "node:assert/strict";
import { untilHolder } from "../../cluster/machine/virtual_ips.ts";
import { httpGet } from "../../cluster/machine/client_host.ts";
import { killAnnouncer, restarted } from "../machine/announcers.ts";
import { withIpvsLink } from "../machine/ipvs_link.ts";
import type { PodCluster } from "../machine/pod_cluster.ts";
import { assertKept, Witness } from "../machine/witness.ts";
import type { Case, Scene } from "./case.ts";

export const proxies: readonly Case[] = [
  {
    name: "kube-proxy in iptables mode on all nodes: kill -9 of the announcer that holds the address, and a drain",
    async run(scene): Promise<void> {
      const { pods, address } = scene;
      await Promise.all(pods.nodes.map((node) => node.changeProxy("iptables")));
      await assertServedBy(
        pods,
        "iptables-save -t nat | grep -q KUBE-SERVICES && ! nft list tables | grep -q kube-proxy",
      );
      await httpGet(pods.client, `http://${address}/`);
      await killedAndDrained(scene, "iptables mode");
      await Promise.all(pods.nodes.map((node) => node.changeProxy("nftables")));
      await httpGet(pods.client, `http://${address}/`);
    },
  },
  {
    name: "every node has the address on kube-ipvs0, with strictARP: kill -9 of the announcer that holds the address",
    async run({ pods, address }): Promise<void> {
      await using _ = await withIpvsLink(pods.nodes, address, { strictARP: true });
      const holder = await untilHolder(pods.cluster, address);
      await using witness = await Witness.begin(pods, address);
      await restarted(pods, [holder], () => killAnnouncer(pods, holder));
      const loss = await witness.told("kill -9, kube-ipvs0 with strictARP");
      assertKept(loss);
      assert.equal(loss.macs.length, 1, "another node answered");
    },
  },
];

async function killedAndDrained({ pods, address }: Scene, title: string): Promise<void> {
  const { cluster } = pods;
  const holder = await untilHolder(cluster, address);
  await using witness = await Witness.begin(pods, address);
  await restarted(pods, [holder], () => killAnnouncer(pods, holder));
  await cluster.kubectl(["drain", holder, "--ignore-daemonsets", "--delete-emptydir-data", "--timeout=90s"]);
  await cluster.kubectl(["uncordon", holder]);
  assertKept(await witness.told(title));
}

/** Asserts that a shell condition holds on each node. */
async function assertServedBy({ nodes }: PodCluster, condition: string): Promise<void> {
  await Promise.all(nodes.map(({ host }) => host.run("sh", ["-c", condition])));
}
