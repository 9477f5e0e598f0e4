import assert from "node:assert/strict";
import { annotationTwin } from "../../functions/model/names.ts";
import { epochMs } from "../../runtime/lab/client/events.ts";
import { eventually } from "../../runtime/lab/stage/eventually.ts";
import type { KubernetesObject } from "./machine/api_client.ts";
import { watchNeighbors } from "./machine/client_host.ts";
import { haveCommands } from "./machine/commands.ts";
import { launchAnnouncer, startAnnouncer, startController } from "./machine/components.ts";
import { clusterParts } from "./machine/parts.ts";
import { announcedAddress } from "./machine/services.ts";
import { Stage } from "./machine/stage.ts";
import { steps } from "./machine/steps.ts";
import { untilHolder } from "./machine/virtual_ips.ts";
import { announcedPool, webService } from "./machine/web_manifests.ts";

const parts = await haveCommands("unshare", "nsenter", "ip") ? await clusterParts("controllerManager") : undefined;

const namespace = "metallb-system";
const leases = `/apis/coordination.k8s.io/v1/namespaces/${namespace}/leases`;
const states = `/apis/metallb.io/v1beta1/namespaces/${namespace}/configurationstates`;
/** How long the answers are watched after the second announcer has begun to wait. */
const watchedMs = 10_000;

Deno.test({
  name: "An announcer with another node's name, whose Lease the admission policy refuses, waits, and both say so",
  ignore: parts === undefined,
  async fn(t): Promise<void> {
    assert(parts !== undefined);
    await using stage = await Stage.build({ parts, proxies: false });
    const { cluster, client } = stage;
    const step = steps(t, stage);
    await startController(stage);
    for (const node of ["test-0", "test-1"]) await startAnnouncer(stage, node);
    await cluster.addBackendPod({ name: "web", node: "test-0", address: "10.244.10.2", labels: { app: "web" } });
    await cluster.apply(`${announcedPool}---${webService("web")}`);
    const address = await announcedAddress(cluster, "web");
    const holder = await untilHolder(cluster, address);
    const { mac } = stage.node(holder);
    await using neighbors = watchNeighbors(client, address);
    await neighbors.first(({ kind }) => kind === "answer", { withinMs: 60_000 });
    const since = epochMs();

    await step("it waits, and says why with the API server's words", async () => {
      await launchAnnouncer(stage, "test-2", ["--node-name", holder]);
      const said =
        /"level":"error".*this one waits until it has the name of its own node.*that of the announcer of node test-2/;
      await eventually("it waits", async () => said.test(await stage.log("announcer-test-2")));
    });

    await step("the announcer of the node names it in its Lease, and a ConfigurationState names it", async () => {
      await cluster.api.until<Annotated>(
        `${leases}?fieldSelector=metadata.name%3Darpeggio-announcer-${holder}`,
        ([lease]) => lease?.metadata.annotations?.[annotationTwin] !== undefined,
      );
      await cluster.api.until<State>(
        states,
        (all) =>
          all.some(({ metadata, status }) =>
            metadata.name === `speaker-${holder}` && /a second announcer with the name/.test(status?.errorSummary ?? "")
          ),
      );
    });

    await step("only the node's MAC is in the answers, all the time", async () => {
      const waits = epochMs();
      await neighbors.first(({ at }) => at > waits + watchedMs, { since: waits, withinMs: 6 * watchedMs });
      const answers = neighbors.since(since).filter(({ kind }) => kind === "answer");
      assert.ok(answers.some(({ at }) => at > waits), "the address is answered");
      assert.deepEqual([...new Set(answers.map((each) => each.mac))], [mac]);
    });
  },
});

interface Annotated extends KubernetesObject {
  readonly metadata: KubernetesObject["metadata"] & { readonly annotations?: Readonly<Record<string, string>> };
}

interface State extends KubernetesObject {
  readonly status?: { readonly errorSummary?: string };
}
