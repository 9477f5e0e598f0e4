import assert from "node:assert/strict";
import { programCommand } from "../../runtime/lab/stage/program.ts";
import { Cluster } from "./machine/cluster.ts";
import { Daemon } from "./machine/daemon.ts";
import { FaultyRelay, type RelayFault } from "./machine/faulty_relay.ts";
import { installComponents } from "./machine/install.ts";
import { writeKubeconfig } from "./machine/kubeconfig.ts";
import { hostLauncher } from "./machine/launcher.ts";
import { clusterParts } from "./machine/parts.ts";
import { scratchFolder } from "./machine/scratch_folder.ts";
import { type ServiceObject, statusOf } from "./machine/services.ts";

const parts = await clusterParts();
const entry = new URL("../../runtime/main.ts", import.meta.url).pathname;
const services = "/api/v1/namespaces/default/services";
const patienceMs = 20_000;

/** By default each fault occurs once; `FAULT_ROUNDS=20` repeats all of them. */
const rounds = Number(Deno.env.get("FAULT_ROUNDS") ?? 1);
const faults: readonly RelayFault[] = ["freeze", "half", "drip", "garbage", "stall"];

const pool = `
apiVersion: metallb.io/v1beta1
kind: IPAddressPool
metadata: {name: wide, namespace: metallb-system}
spec: {addresses: [192.0.2.0/24, 198.51.100.0/24]}
`;

Deno.test({
  name: "A new Service has its address within 20 s, even if connections to the API server hang or deliver garbage",
  ignore: parts === undefined,
  async fn(t): Promise<void> {
    assert(parts !== undefined);
    await using folder = await scratchFolder("arpeggio-half-alive-");
    await using cluster = await Cluster.start({ parts, controllers: [] });
    await installComponents(cluster);
    await cluster.apply(pool);
    await using relay = new FaultyRelay({ target: cluster.url, ca: cluster.ca, ...cluster.serving });
    const kubeconfig = `${folder.path}/kubeconfig`;
    await writeKubeconfig(kubeconfig, { server: relay.url, ca: cluster.ca, token: cluster.token });
    const { command, args } = programCommand(entry, ["controller", "--kubeconfig", kubeconfig, "--page", "off"]);
    const log = `${folder.path}/controller.log`;
    await using _controller = new Daemon([command, ...args], { name: "controller", log, launcher: hostLauncher });
    await addressed(cluster, "first");
    // In these 20 s, the API server ends each watch, except that of Leases, after the `timeoutSeconds` of its request.
    // The controller must not take such an end for a fault of its connections.
    await new Promise((resolve) => setTimeout(resolve, patienceMs));
    assert.doesNotMatch(await Deno.readTextFile(log), /opened again|new list|half alive/);
    for (let round = 0; round < rounds; round++) {
      for (const fault of faults) {
        await t.step(`${fault}, round ${round}`, async () => {
          relay.fault = fault;
          const during = await addressed(cluster, `${fault}-${round}`);
          relay.fault = undefined;
          const after = await addressed(cluster, `after-${fault}-${round}`);
          assert.ok(during < patienceMs && after < patienceMs, `${during} ms during, ${after} ms after`);
        });
      }
    }
  },
});

/** Creates a Service, and returns the milliseconds until it has an address. */
async function addressed({ api }: Cluster, name: string): Promise<number> {
  const started = performance.now();
  await api.request("POST", services, {
    metadata: { name },
    spec: { type: "LoadBalancer", allocateLoadBalancerNodePorts: false, ports: [{ port: 80 }] },
  });
  const path = `${services}?fieldSelector=metadata.name%3D${name}`;
  await api.until<ServiceObject>(path, ([service]) => service !== undefined && statusOf(service).address !== undefined);
  return Math.round(performance.now() - started);
}
