import assert from "node:assert/strict";
import { Lan } from "../../runtime/lab/stage/lan.ts";
import { World } from "../../runtime/lab/stage/world.ts";
import type { KubernetesObject } from "./machine/api_client.ts";
import { Cluster } from "./machine/cluster.ts";
import { haveCommands } from "./machine/commands.ts";
import { Daemon } from "./machine/daemon.ts";
import { clusterParts } from "./machine/parts.ts";
import { relayCommand } from "./machine/relay.ts";
import { scratchFolder } from "./machine/scratch_folder.ts";

const parts = await haveCommands("unshare", "nsenter", "ip", "nft")
  ? await clusterParts("controllerManager", "proxy")
  : undefined;

/** Sends the same answer to every client of a unix socket. */
function serveOnSocket(path: string, answer: string): AsyncDisposable {
  const server = Deno.serve({ path, onListen: () => undefined }, () => new Response(answer));
  return { [Symbol.asyncDispose]: () => server.shutdown() };
}

/** Waits until a Service has endpoints, and returns its cluster address. */
async function clusterAddress({ api }: Cluster, name: string): Promise<string> {
  const selector = `labelSelector=kubernetes.io%2Fservice-name%3D${name}`;
  const slices = `/apis/discovery.k8s.io/v1/namespaces/default/endpointslices?${selector}`;
  await api.until<KubernetesObject & { endpoints: unknown[] }>(
    slices,
    (all) => all.some(({ endpoints }) => endpoints?.length > 0),
  );
  const service = await api.request<KubernetesObject & { spec: { clusterIP: string } }>(
    "GET",
    `/api/v1/namespaces/default/services/${name}`,
  );
  return service.spec.clusterIP;
}

Deno.test({
  name: "Cluster on a LAN of network namespaces",
  ignore: parts === undefined,
  async fn(t): Promise<void> {
    assert(parts !== undefined);
    await using world = await World.create();
    const lan = await Lan.create(world);
    const control = await lan.addHost("control", { address: "172.16.0.2/16" });
    const node = await lan.addHost("node-1", { address: "172.16.0.3/16" });
    await node.run("ip", ["route", "add", "default", "dev", "eth0"]);
    await using cluster = await Cluster.start({ parts, place: { launcher: control, address: control.address } });

    await t.step("the test process reaches the API server", async () => {
      assert.equal(cluster.placeUrl.startsWith("https://172.16.0.2:"), true);
      assert.match(await cluster.kubectl(["version"]), /Server Version: .*v1\./);
    });

    await t.step("kube-proxy carries connections from the Service to its Pod", async () => {
      await using folder = await scratchFolder("arpeggio-place-");
      const [backend, client, log] = [`${folder.path}/backend`, `${folder.path}/client`, `${folder.path}/log`];
      await cluster.addNode(node.name, { address: node.address });
      await cluster.addBackendPod({ name: "web-1", node: node.name, address: node.address, labels: { app: "web" } });
      await cluster.kubectl(["create", "service", "clusterip", "web", "--tcp=80:8080"]);
      const clusterIp = await clusterAddress(cluster, "web");
      await cluster.startProxy(node.name, node);

      await using _server = serveOnSocket(backend, "hello from web-1");
      await using _pod = new Daemon(
        relayCommand({ transport: "tcp", hostname: node.address, port: 8080 }, { transport: "unix", path: backend }),
        { name: "pod", launcher: node, log },
      );
      await using relay = new Daemon(
        relayCommand({ transport: "unix", path: client }, { transport: "tcp", hostname: clusterIp, port: 80 }),
        { name: "client", launcher: node, log },
      );
      using http = Deno.createHttpClient({ proxy: { transport: "unix", path: client } });
      let answer = "";
      await relay.ready(async () => {
        answer = await fetch("http://web/", { client: http }).then((response) => response.text(), () => "");
        return answer !== "";
      }, 20_000);
      assert.equal(answer, "hello from web-1");
    });

    await t.step("a cluster ends even if a host of the LAN hangs", async () => {
      await node.pause();
      await cluster.stop();
    });
  },
});
