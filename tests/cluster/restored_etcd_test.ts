import assert from "node:assert/strict";
import { programCommand } from "../../runtime/lab/stage/program.ts";
import { Cluster } from "./machine/cluster.ts";
import { Daemon } from "./machine/daemon.ts";
import { installComponents } from "./machine/install.ts";
import { hostLauncher } from "./machine/launcher.ts";
import { clusterParts } from "./machine/parts.ts";
import { scratchFolder } from "./machine/scratch_folder.ts";
import { type ServiceObject, statusOf } from "./machine/services.ts";

const parts = await clusterParts();
const entry = new URL("../../runtime/main.ts", import.meta.url).pathname;
/** The controller checks once a minute whether its watches have lost events. */
const timeoutMs = 90_000;

const services = "/api/v1/namespaces/default/services";

/**
 * The pool has four addresses. After the restore, new Services get addresses only if the controller has dropped the
 * Services that are not in the backup.
 */
const pool = `
apiVersion: metallb.io/v1beta1
kind: IPAddressPool
metadata: {name: narrow, namespace: metallb-system}
spec: {addresses: [192.0.2.0-192.0.2.3]}
`;

Deno.test({
  name: "A controller follows an etcd that was restored from a backup",
  ignore: parts === undefined,
  async fn(): Promise<void> {
    assert(parts !== undefined);
    await using folder = await scratchFolder("arpeggio-restored-");
    await using cluster = await Cluster.start({ parts, controllers: [] });
    await installComponents(cluster);
    await cluster.apply(pool);
    await create(cluster, "kept", "deleted");
    const { command, args } = programCommand(entry, [
      "controller",
      "--kubeconfig",
      cluster.kubeconfig(),
      "--page",
      "off",
    ]);
    await using _controller = new Daemon([command, ...args], {
      name: "controller",
      log: `${folder.path}/controller.log`,
      launcher: hostLauncher,
    });
    const before = await untilAllHave(cluster, "kept", "deleted");

    await cluster.backUp();
    await cluster.api.request("DELETE", `${services}/deleted`);
    await create(cluster, "forgotten", "forgotten-too");
    // Each change raises the resourceVersion. After the restore the controller's last version must be higher than the
    // server's, even after the writes of the restarted API server.
    for (let times = 0; times < 300; times++) {
      await cluster.api.request("PATCH", "/api/v1/namespaces/default", {
        metadata: { annotations: { x: `${times}` } },
      });
    }
    await create(cluster, "another");
    await untilAllHave(cluster, "kept", "forgotten", "forgotten-too", "another");

    await cluster.restore();
    await create(cluster, "new", "new-too");
    const after = await untilAllHave(cluster, "kept", "deleted", "new", "new-too");
    assert.equal(after.get("kept"), before.get("kept"));
    assert.equal(after.get("deleted"), before.get("deleted"));
  },
});

async function create({ api }: Cluster, ...names: readonly string[]): Promise<void> {
  for (const name of names) {
    await api.request("POST", services, {
      metadata: { name },
      spec: { type: "LoadBalancer", allocateLoadBalancerNodePorts: false, ports: [{ port: 80 }] },
    });
  }
}

/** Waits until exactly these Services have addresses, all different; returns them by name. */
async function untilAllHave({ api }: Cluster, ...names: readonly string[]): Promise<ReadonlyMap<string, string>> {
  const found = new Map<string, string>();
  await api.until<ServiceObject>(services, (all) => {
    found.clear();
    for (const each of all) {
      const { address } = statusOf(each);
      if (address !== undefined) found.set(each.metadata.name, address);
    }
    return found.size === names.length && names.every((name) => found.has(name));
  }, { timeoutMs });
  assert.equal(new Set(found.values()).size, found.size, `some have the same address: ${[...found.values()]}`);
  return found;
}
