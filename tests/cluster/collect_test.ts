import assert from "node:assert/strict";
import { arpeggio } from "../runtime/cli/program.ts";
import { readArchive } from "../../runtime/reading/archive.ts";
import { programCommand } from "../../runtime/lab/stage/program.ts";
import { Cluster } from "./machine/cluster.ts";
import { Daemon } from "./machine/daemon.ts";
import { installComponents } from "./machine/install.ts";
import { hostLauncher } from "./machine/launcher.ts";
import { clusterParts } from "./machine/parts.ts";
import { scratchFolder } from "./machine/scratch_folder.ts";
import { untilService } from "./machine/services.ts";

const parts = await clusterParts();
const entry = new URL("../../runtime/main.ts", import.meta.url).pathname;
const secret = "marked-5ecret-of-the-peer";

/** The fault: the pool has only one address for two Services. */
const objects = `
apiVersion: metallb.io/v1beta1
kind: IPAddressPool
metadata: {name: tight-pool, namespace: metallb-system}
spec: {addresses: [192.0.2.33/32]}
---
apiVersion: metallb.io/v1beta1
kind: L2Advertisement
metadata: {name: everywhere-here, namespace: metallb-system}
---
apiVersion: metallb.io/v1beta2
kind: BGPPeer
metadata: {name: rack-router, namespace: metallb-system}
spec: {myASN: 64512, peerASN: 64513, peerAddress: 172.16.0.3, password: ${secret}}
---
apiVersion: v1
kind: Secret
metadata: {name: other, namespace: metallb-system}
stringData: {password: ${secret}-too}
`;

function service(name: string): string {
  return JSON.stringify({
    apiVersion: "v1",
    kind: "Service",
    metadata: { name, namespace: "default", annotations: { "other.example/token": `${secret}-annotation` } },
    spec: { type: "LoadBalancer", allocateLoadBalancerNodePorts: false, ports: [{ port: 80 }] },
  });
}

Deno.test({
  name: "Commands answer the same from an archive of a faulty cluster as from the cluster itself",
  ignore: parts === undefined,
  async fn(t): Promise<void> {
    assert(parts !== undefined);
    await using folder = await scratchFolder("arpeggio-collect-");
    await using cluster = await Cluster.start({ parts, controllers: [] });
    await installComponents(cluster);
    await cluster.addNode("rack-node-1", { address: "172.16.0.10" });
    const { command, args } = programCommand(entry, [
      "controller",
      "--kubeconfig",
      cluster.kubeconfig(),
      "--page",
      "off",
    ]);
    const log = `${folder.path}/controller.log`;
    await using _controller = new Daemon([command, ...args], { name: "controller", log, launcher: hostLauncher });
    await cluster.apply(objects);
    await cluster.apply(service("first-shop"));
    await untilService(cluster, "first-shop", ({ address }) => address !== undefined);
    await cluster.apply(service("second-shop"));
    await untilService(
      cluster,
      "second-shop",
      ({ allocated }) => allocated?.reason === "PoolExhausted",
    );
    await addPod(cluster);
    const kubeconfig = ["--kubeconfig", cluster.kubeconfig()];
    const [plain, anonymous] = [`${folder.path}/plain.tar.gz`, `${folder.path}/anonymous.tar.gz`];

    await t.step("collect lists the objects that it could not read, and does not overwrite a file", async () => {
      const { code, out, err } = await arpeggio(["collect", ...kubeconfig, "--to", plain]);
      assert.equal(code, 0, err);
      assert.match(out, /^.*plain\.tar\.gz: \d+ KiB\nIt names Services, nodes and addresses/);
      assert.match(err, /^Not in the archive: .*arpeggio-controller-0\/log: /m);
      const again = await arpeggio(["collect", ...kubeconfig, "--to", plain]);
      assert.equal(again.code, 2);
      assert.match(again.err, /^Cannot write .*: the file exists already/);
    });

    for (const subject of ["first-shop", "second-shop", "pool/tight-pool", "node/rack-node-1", "192.0.2.33"]) {
      await t.step(
        `why ${subject} -f ARCHIVE, without a cluster, prints the same as why ${subject} on the cluster`,
        async () => {
          // With --kubeconfig, the commands in the answer would name the file too.
          const there = await arpeggio(["why", subject], { env: { KUBECONFIG: cluster.kubeconfig() } });
          const here = await arpeggio(["why", subject, "-f", plain], { env: { KUBECONFIG: "/nowhere" } });
          assert.equal(here.out, there.out);
          assert.equal(here.code, there.code);
          assert.notEqual(here.code, 2, here.err);
        },
      );
    }

    await t.step("replay repeats the decisions in the archive", async () => {
      const { code, out } = await arpeggio(["replay", plain]);
      assert.equal(code, 0, out);
    });

    await t.step("the archive has the events and the Pods, and no secret", async () => {
      const text = await textOf(plain);
      assert.match(text, /"name": "arpeggio-controller-0"/);
      assert.match(text, /"reason": "AllocationFailed"/);
      assert.doesNotMatch(text, /marked-5ecret/);
    });

    await t.step(
      "--anonymous: the archive has no name and no address of the cluster, and shows the same fault",
      async () => {
        const { code, out, err } = await arpeggio(["collect", ...kubeconfig, "--anonymous", "--to", anonymous]);
        assert.equal(code, 0, err);
        assert.doesNotMatch(out, /It names/);
        const text = await textOf(anonymous);
        const names = /first-shop|second-shop|tight-pool|everywhere-here|rack-router|rack-node|192\.0\.2\.|172\.16\./;
        assert.doesNotMatch(text, names);
        assert.doesNotMatch(text, /marked-5ecret/);
        const asked = await arpeggio(["why", "service-2", "-f", anonymous]);
        assert.equal(asked.code, 1, asked.err);
        assert.match(asked.out, /^Service default\/service-2 {2}PoolExhausted: /);
      },
    );
  },
});

async function textOf(path: string): Promise<string> {
  const archive = await readArchive(path);
  assert.ok(typeof archive !== "string", String(archive));
  return archive.files.map((file) => `${file.path}\n${file.text}`).join("\n");
}

/** Adds a Pod of the controller. No kubelet runs it, so it has no log. */
async function addPod({ api }: Cluster): Promise<void> {
  await api.request("POST", "/api/v1/namespaces/metallb-system/pods", {
    metadata: { name: "arpeggio-controller-0" },
    spec: {
      nodeName: "rack-node-1",
      containers: [{ name: "controller", image: "none.invalid/arpeggio", env: [{ name: "SECRET", value: secret }] }],
    },
  });
}
