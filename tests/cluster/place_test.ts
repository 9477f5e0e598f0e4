import assert from "node:assert/strict";
import type { KubernetesObject } from "./api_client.ts";
import { Cluster } from "./cluster.ts";
import type { Place } from "./control_plane.ts";
import { Daemon } from "./daemon.ts";
import type { Launcher } from "./launcher.ts";
import { haveCommands } from "./commands.ts";
import { clusterParts } from "./parts.ts";
import { relayCommand } from "./relay.ts";
import { scratchFolder } from "./scratch_folder.ts";
import { textLines } from "./text_lines.ts";

const parts = await haveCommands("unshare", "nsenter", "ip", "nft")
  ? await clusterParts("controllerManager", "proxy")
  : undefined;

const address = "192.0.2.1";

/** Sets up the namespace, says so, and lives until its standard input, a pipe from the test process, ends. */
const setUp = `set -e
ip link set lo up
ip link add lan type veth peer name far
ip link set lan up
ip link set far up
ip address add ${address}/24 dev lan
ip route add default dev lan
echo up
read -r _`;

interface Namespace extends Place, AsyncDisposable {}

/** A network namespace with one address and a default route; it ends with the test process. */
async function networkNamespace(): Promise<Namespace> {
  const holder = new Deno.Command("unshare", {
    args: ["--user", "--map-root-user", "--net", "sh", "-c", setUp],
    stdin: "piped",
    stdout: "piped",
    stderr: "inherit",
  }).spawn();
  for await (const line of textLines(holder.stdout)) {
    assert.equal(line, "up");
    break;
  }
  const enter = ["--target", `${holder.pid}`, "--user", "--net", "--preserve-credentials", "--"];
  const launcher: Launcher = {
    spawn: (command, args, options) =>
      new Deno.Command("nsenter", { args: [...enter, command, ...args], ...options }).spawn(),
  };
  return {
    address,
    launcher,
    async [Symbol.asyncDispose](): Promise<void> {
      await holder.stdin.close();
      await holder.status;
    },
  };
}

/** Serves the same answer to everyone who connects to a unix socket. */
function serveOnSocket(path: string, answer: string): AsyncDisposable {
  const server = Deno.serve({ path, onListen: () => undefined }, () => new Response(answer));
  return { [Symbol.asyncDispose]: () => server.shutdown() };
}

/** The address of a Service, once it has endpoints. */
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
  name: "Cluster in a network namespace",
  ignore: parts === undefined,
  async fn(t): Promise<void> {
    assert(parts !== undefined);
    await using place = await networkNamespace();
    await using cluster = await Cluster.start({ parts, place });
    const { launcher } = place;

    await t.step("the test process reaches the API server", async () => {
      assert.equal(cluster.placeUrl.startsWith(`https://${address}:`), true);
      assert.match(await cluster.kubectl(["version"]), /Server Version: v1\./);
    });

    await t.step("kube-proxy carries connections from the Service to its Pod", async () => {
      await using folder = await scratchFolder("arpeggio-place-");
      const [backend, client, log] = [`${folder.path}/backend`, `${folder.path}/client`, `${folder.path}/log`];
      await cluster.addNode("node-1", { address });
      await cluster.addBackendPod({ name: "web-1", node: "node-1", address, labels: { app: "web" } });
      await cluster.kubectl(["create", "service", "clusterip", "web", "--tcp=80:8080"]);
      const clusterIp = await clusterAddress(cluster, "web");
      await cluster.startProxy("node-1", launcher);

      await using _server = serveOnSocket(backend, "hello from web-1");
      await using _pod = new Daemon(
        relayCommand({ transport: "tcp", hostname: address, port: 8080 }, { transport: "unix", path: backend }),
        { name: "pod", launcher, log },
      );
      await using relay = new Daemon(
        relayCommand({ transport: "unix", path: client }, { transport: "tcp", hostname: clusterIp, port: 80 }),
        { name: "client", launcher, log },
      );
      using http = Deno.createHttpClient({ proxy: { transport: "unix", path: client } });
      let answer = "";
      await relay.ready(async () => {
        answer = await fetch("http://web/", { client: http }).then((response) => response.text(), () => "");
        return answer !== "";
      }, 20_000);
      assert.equal(answer, "hello from web-1");
    });
  },
});
