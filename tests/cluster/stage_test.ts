import assert from "node:assert/strict";
import type { KubernetesObject } from "./machine/api_client.ts";
import { haveCommands } from "./machine/commands.ts";
import { clusterParts } from "./machine/parts.ts";
import { httpGet, whoAnswers } from "./machine/client_host.ts";
import { Stage } from "./machine/stage.ts";

const parts = await haveCommands("unshare", "nsenter", "ip", "nft", "arping", "curl")
  ? await clusterParts("controllerManager", "proxy")
  : undefined;

interface Service extends KubernetesObject {
  readonly spec: { readonly ports: readonly { readonly nodePort: number }[] };
}

Deno.test({
  name: "The stage carries HTTP from the client through every node to every backend",
  ignore: parts === undefined,
  async fn(): Promise<void> {
    assert(parts !== undefined);
    await using stage = await Stage.build({ parts, backends: ["test-0", "test-2"] });
    const { cluster, client } = stage;
    await cluster.kubectl(["create", "service", "nodeport", "nginx", "--tcp=80:80"]);
    const [service] = await cluster.api.until<Service>("/api/v1/namespaces/default/services", (all) => all.length > 1)
      .then((all) => all.filter(({ metadata }) => metadata.name === "nginx"));
    const port = service?.spec.ports[0]?.nodePort;
    for (const node of stage.nodes) {
      const seen = new Set<string>();
      while (seen.size < 2) seen.add(await httpGet(client, `http://${node.address}:${port}/`));
      assert.deepEqual([...seen].toSorted(), ["nginx-test-0", "nginx-test-2"]);
      assert.deepEqual(await whoAnswers(client, node.address), [node.mac]);
    }
    assert.deepEqual(await whoAnswers(client, "172.16.16.201"), []);
  },
});
