import assert from "node:assert/strict";
import { programCommand } from "../../runtime/lab/stage/program.ts";
import type { KubernetesObject } from "./machine/api_client.ts";
import { Cluster } from "./machine/cluster.ts";
import { Daemon } from "./machine/daemon.ts";
import { installComponents } from "./machine/install.ts";
import { hostLauncher } from "./machine/launcher.ts";
import { forEach } from "./machine/many.ts";
import { clusterParts } from "./machine/parts.ts";
import { scratchFolder } from "./machine/scratch_folder.ts";
import { type ServiceObject, statusOf } from "./machine/services.ts";

const parts = await clusterParts("controllerManager");
const entry = new URL("../../runtime/main.ts", import.meta.url).pathname;
const services = "/api/v1/namespaces/default/services";
const leases = "/apis/coordination.k8s.io/v1/namespaces/metallb-system/leases";

interface Lease extends KubernetesObject {
  readonly spec: { readonly holderIdentity?: string };
}

/**
 * The pool has no more addresses than the test has Services, so a leader with an old view would assign an address that
 * is in use.
 */
const pool = `
apiVersion: metallb.io/v1beta1
kind: IPAddressPool
metadata: {name: narrow, namespace: metallb-system}
spec: {addresses: [192.0.2.0/26]}
`;
const burst = 32;

Deno.test({
  name: "A leader that was stopped for a while assigns no address that its successor assigned",
  ignore: parts === undefined,
  async fn(): Promise<void> {
    assert(parts !== undefined);
    await using folder = await scratchFolder("arpeggio-leaders-");
    await using cluster = await Cluster.start({ parts });
    await installComponents(cluster);
    await cluster.apply(pool);
    const kubeconfig = await cluster.kubeconfigFor(
      await cluster.serviceAccountToken("metallb-system", "arpeggio-controller"),
    );
    const start = (name: string): Daemon => {
      const { command, args } = programCommand(entry, ["controller", "--kubeconfig", kubeconfig, "--page", "off"]);
      const log = `${folder.path}/${name}.log`;
      return new Daemon(["env", `HOSTNAME=${name}`, command, ...args], { name, log, launcher: hostLauncher });
    };
    await using first = start("first");
    await untilLeads(cluster, "first");
    await using second = start("second");

    await createServices(cluster, "early");
    await untilServices(cluster, "early", (given) => given > 0);
    await first.signal("STOP");
    await untilLeads(cluster, "second");
    await untilServices(cluster, "early", (given) => given === burst);

    // Gives the addresses to other Services, of which the stopped leader does not know. It will get events about the
    // deleted Services.
    await deleteServices(cluster, "early");
    await createServices(cluster, "late");
    await first.signal("CONT");
    await createServices(cluster, "later");
    await untilServices(cluster, "later", (given) => given > 0);
    await second.signal("STOP");
    await untilLeads(cluster, "first");
    await second.signal("CONT");
    await untilServices(cluster, "late", (given) => given === burst);
    await untilServices(cluster, "later", (given) => given === burst);
  },
});

async function untilLeads({ api }: Cluster, name: string): Promise<void> {
  const path = `${leases}?fieldSelector=metadata.name%3Darpeggio-controller`;
  await api.until<Lease>(path, ([lease]) => lease?.spec.holderIdentity?.startsWith(`${name}_`) ?? false);
}

/**
 * Waits until the check holds for the number of these Services that have an address. Fails if two Services have the
 * same address at any time.
 */
async function untilServices({ api }: Cluster, name: string, check: (given: number) => boolean): Promise<void> {
  await api.until<ServiceObject>(services, (all) => {
    const addresses = all.map((each) => statusOf(each).address).filter((address) => address !== undefined);
    assert.equal(new Set(addresses).size, addresses.length, `some have the same address: ${addresses}`);
    const mine = all.filter(({ metadata }) => metadata.name.startsWith(`${name}-`));
    return check(mine.filter((each) => statusOf(each).address !== undefined).length);
  });
}

function namesOf(name: string): readonly string[] {
  return Array.from({ length: burst }, (_, index) => `${name}-${index}`);
}

async function createServices({ api }: Cluster, name: string): Promise<void> {
  await forEach(namesOf(name), 8, (each) =>
    api.request("POST", services, {
      metadata: { name: each },
      spec: { type: "LoadBalancer", allocateLoadBalancerNodePorts: false, ports: [{ port: 80 }] },
    }));
}

async function deleteServices({ api }: Cluster, name: string): Promise<void> {
  await forEach(namesOf(name), 8, (each) => api.request("DELETE", `${services}/${each}`));
}
