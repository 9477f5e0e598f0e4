import assert from "node:assert/strict";
import type { Change } from "../../functions/model/questions/change.ts";
import { arpeggio } from "../runtime/cli/program.ts";
import { Cluster } from "./machine/cluster.ts";
import { Daemon } from "./machine/daemon.ts";
import { fixture } from "./machine/fixtures.ts";
import { untilQuiet } from "./machine/idle.ts";
import { hostLauncher } from "./machine/launcher.ts";
import { clusterParts } from "./machine/parts.ts";
import { untilInvalid } from "./machine/pools.ts";
import { type ServiceObject, statusOf } from "./machine/services.ts";

const parts = await clusterParts();
const root = new URL("../../", import.meta.url).pathname;
const changes = [...Deno.readDirSync(`${root}tests/fixtures/questions/cluster/changes`)].map(({ name }) => name).sort();
const servicesPath = "/api/v1/services?fieldSelector=spec.type%3DLoadBalancer";
const virtualIPsPath = "/apis/arpeggio.dev/v1alpha1/virtualips";

const controller = ["run", "-A", "--quiet", `${root}runtime/main.ts`, "controller", "--page", "off"];

interface VirtualIP {
  readonly metadata: { readonly name: string };
  readonly spec: { readonly l2?: { readonly order: readonly { readonly node: string }[] } };
}

/** The address of each Service, and the owner of each address. */
interface Plan {
  readonly addresses: Readonly<Record<string, string>>;
  readonly owners: Readonly<Record<string, string>>;
}

Deno.test({
  name: "Questions to a real API server",
  ignore: parts === undefined,
  async fn(t): Promise<void> {
    assert(parts !== undefined);
    await using cluster = await Cluster.start({ parts, controllers: [] });
    await cluster.kubectl(["apply", "--server-side", "-k", `${root}manifests/crds`]);
    await cluster.kubectl(["create", "namespace", "metallb-system"]);
    await cluster.kubectl(["apply", "-k", `${root}manifests/rbac`]);
    await cluster.kubectl(["wait", "--for=condition=Established", "--timeout=60s", "crd", "--all"]);
    await cluster.kubectl(["apply", "-f", fixture("questions/cluster/base.yaml")]);
    const kubeconfig = ["--kubeconfig", cluster.kubeconfig()];
    const token = await cluster.serviceAccountToken("metallb-system", "arpeggio-controller");
    const own = await cluster.kubeconfigFor(token);
    await using _controller = new Daemon([Deno.execPath(), ...controller, "--kubeconfig", own], {
      name: "controller",
      launcher: hostLauncher,
      log: `${cluster.kubeconfig()}.controller.log`,
    });
    await cluster.api.until<ServiceObject>(
      servicesPath,
      (all) => all.every((each) => statusOf(each).address !== undefined),
    );

    let failed = false;
    for (const change of changes) {
      const path = fixture(`questions/cluster/changes/${change}`);
      failed ||= !await t.step({
        name: `whatif --apply ${change} predicts the controller's changes`,
        ignore: failed,
        async fn(): Promise<void> {
          const before = await settledPlan(cluster);
          const { code, out, err } = await arpeggio(["whatif", "--apply", path, "-o", "json", ...kubeconfig]);
          assert.ok(code < 2, err);
          const predicted = planThen(before, JSON.parse(out).changes);
          await cluster.kubectl(["apply", "-f", path]);
          await untilPlan(cluster, predicted);
          if (change.includes("overlaps")) await untilInvalid(cluster, "overlapping");
          assert.deepEqual(comparable(await settledPlan(cluster), before), comparable(predicted, before));
        },
      });
    }

    await t.step("why shows the last events of a Service", async () => {
      const { code, out, err } = await arpeggio(["why", "default/web-1", "-o", "json", ...kubeconfig]);
      assert.ok(code < 2, err);
      const events: readonly { reason: string }[] = JSON.parse(out).events;
      assert.ok(events.some(({ reason }) => reason === "IPAllocated"), out);
    });

    await t.step("check reports kube-proxy in IPVS mode without strictARP", async () => {
      const configuration = "mode: ipvs\nipvs:\n  strictARP: false\n";
      await cluster.apply(JSON.stringify({
        apiVersion: "v1",
        kind: "ConfigMap",
        metadata: { name: "kube-proxy", namespace: "kube-system" },
        data: { "config.conf": configuration },
      }));
      const { code, out } = await arpeggio(["check", ...kubeconfig]);
      assert.equal(code, 1);
      assert.match(out, /ConfigMap kube-system\/kube-proxy: data: kube-proxy in IPVS mode .*\(LaxARP\)/);
    });
  },
});

/** Waits until the plan is as expected; fails with the present plan. */
async function untilPlan({ api }: Cluster, { addresses: expected, owners }: Plan): Promise<void> {
  await api.until<ServiceObject>(servicesPath, (all) => {
    const addresses = addressesOf(all);
    return Object.keys({ ...addresses, ...expected }).every((key) => addresses[key] === expected[key]);
  });
  const used = new Set(Object.values(expected));
  await api.until<VirtualIP>(virtualIPsPath, (all) => {
    const seen = ownersOf(all);
    return Object.keys(owners).every((address) => !used.has(address) || seen[address] === owners[address]);
  });
}

/** Waits until the controller writes no more, and returns the plan. */
async function settledPlan(cluster: Cluster): Promise<Plan> {
  await untilQuiet(cluster);
  return await planOf(cluster);
}

async function planOf({ api }: Cluster): Promise<Plan> {
  const services = await api.until<ServiceObject>(servicesPath, () => true);
  const virtualIPs = await api.until<VirtualIP>(virtualIPsPath, () => true);
  return { addresses: addressesOf(services), owners: ownersOf(virtualIPs) };
}

function ownersOf(virtualIPs: readonly VirtualIP[]): Plan["owners"] {
  return sorted(virtualIPs.map(({ metadata, spec }) => [metadata.name, spec.l2?.order[0]?.node ?? ""] as const));
}

function addressesOf(services: readonly ServiceObject[]): Plan["addresses"] {
  return sorted(services.map((service) => {
    const { namespace = "", name } = service.metadata;
    return [`${namespace}/${name}`, statusOf(service).address ?? ""] as const;
  }));
}

function planThen(before: Plan, changes: readonly Change[]): Plan {
  const addresses: Record<string, string> = { ...before.addresses };
  const owners: Record<string, string> = { ...before.owners };
  for (const { what, subject, then } of changes) {
    if (["loses its address", "changes its address", "gets an address", "gets no address"].includes(what)) {
      addresses[subject] = then;
    }
    if (what === "moves") owners[subject] = then;
  }
  return { addresses: sorted(Object.entries(addresses)), owners: sorted(Object.entries(owners)) };
}

/**
 * Keeps only the owners of addresses that are in use before and after: whatif does not predict the owner of a new
 * address.
 */
function comparable({ addresses, owners }: Plan, before: Plan): Plan {
  const used = new Set(Object.values(addresses));
  const known = Object.entries(owners).filter(([address]) => used.has(address) && before.owners[address] !== undefined);
  return { addresses, owners: sorted(known) };
}

function sorted(entries: readonly (readonly [string, string])[]): Readonly<Record<string, string>> {
  return Object.fromEntries(entries.toSorted(([one], [other]) => one < other ? -1 : 1));
}
