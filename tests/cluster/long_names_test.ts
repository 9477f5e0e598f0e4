import assert from "node:assert/strict";
import { nodeInLabel, nodeObjectName } from "../../functions/model/node_names.ts";
import { whoAnswers } from "./machine/client_host.ts";
import { haveCommands } from "./machine/commands.ts";
import { startAnnouncer, startController } from "./machine/components.ts";
import { clusterParts } from "./machine/parts.ts";
import { announcedAddress } from "./machine/services.ts";
import { Stage } from "./machine/stage.ts";
import { steps } from "./machine/steps.ts";
import { untilHolder } from "./machine/virtual_ips.ts";
import { announcedPool, webService } from "./machine/web_manifests.ts";

const parts = await haveCommands("unshare", "nsenter", "ip", "arping")
  ? await clusterParts("controllerManager")
  : undefined;

const namespace = "metallb-system";
const group = "/apis/metallb.io/v1beta1";
const leases = `/apis/coordination.k8s.io/v1/namespaces/${namespace}/leases`;

/** A node's name of this length, in labels of at most 63 characters. The names differ only in their last character. */
function named(length: number, last: string): string {
  const labels = Array.from({ length: Math.ceil(length / 64) }, () => "n".repeat(63)).join(".");
  return `${labels.slice(0, length - 2)}n${last}`;
}

const nodes = [named(253, "a"), named(253, "b"), named(70, "c")];

Deno.test({
  name: "Nodes whose names have up to 253 characters announce, report, and take over from each other",
  ignore: parts === undefined,
  async fn(t): Promise<void> {
    assert(parts !== undefined);
    await using stage = await Stage.build({ parts, nodes, proxies: false });
    const { cluster, client } = stage;
    const step = steps(t, stage);
    await startController(stage);
    let address = "";

    await step("each announcer has a Lease that says the whole name of its node", async () => {
      for (const node of nodes) await startAnnouncer(stage, node);
      const selector = `?labelSelector=${encodeURIComponent("arpeggio.dev/component=announcer")}`;
      const all = await cluster.api.until<Held>(`${leases}${selector}`, (all) => all.length === nodes.length);
      assert.deepEqual(all.map(({ spec }) => spec.holderIdentity).toSorted(), nodes.toSorted());
    });

    await step("one of them announces a Service's address", async () => {
      await cluster.addBackendPod({
        name: "web",
        node: nodes[2] ?? "",
        address: "10.244.12.2",
        labels: { app: "web" },
      });
      await cluster.apply(`${announcedPool}---${webService("web")}`);
      address = await announcedAddress(cluster, "web");
      const holder = await untilHolder(cluster, address);
      assert.deepEqual(await whoAnswers(client, address), [stage.node(holder).mac]);
    });

    await step("a ServiceL2Status names its node", async () => {
      const holder = await untilHolder(cluster, address);
      const path = `${group}/namespaces/${namespace}/servicel2statuses`;
      const [status] = await cluster.api.until<Reported>(path, (all) => all.length === 1);
      assert.equal(status?.status.node, holder);
    });

    await step("no announcer may write the Lease of a node whose name differs only in the last character", async () => {
      const [one = "", other = ""] = nodes;
      const pod = nodeObjectName("arpeggio-announcer", one);
      const token = await cluster.serviceAccountToken(namespace, "arpeggio-announcer", { pod });
      using announcer = cluster.clientFor(token);
      const write = (node: string): Promise<unknown> =>
        announcer.request("PATCH", `${leases}/${nodeObjectName("arpeggio-announcer", node)}`, {
          metadata: { labels: { "arpeggio.dev/node": nodeInLabel(one) } },
          spec: { holderIdentity: one },
        });
      await write(one);
      await assert.rejects(write(other), /not that of the announcer/);
    });

    await step("when its node dies, another node takes over", async () => {
      const holder = await untilHolder(cluster, address);
      await stage.node(holder).linkDown();
      const next = await untilHolder(cluster, address, (node) => node !== holder);
      assert.deepEqual(await whoAnswers(client, address), [stage.node(next).mac]);
    });
  },
});

interface Held {
  readonly metadata: { readonly name: string };
  readonly spec: { readonly holderIdentity: string };
}

interface Reported {
  readonly metadata: { readonly name: string };
  readonly status: { readonly node: string };
}
