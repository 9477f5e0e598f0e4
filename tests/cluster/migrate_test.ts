import assert from "node:assert/strict";
import { whoAnswers } from "./machine/client_host.ts";
import { haveCommands } from "./machine/commands.ts";
import { runDeploy } from "./machine/deploy_command.ts";
import { ownersOf } from "./machine/field_owners.ts";
import { fixture } from "./machine/fixtures.ts";
import { HandRunInstallation } from "./machine/hand_run_installation.ts";
import { haveRoot } from "./machine/have_root.ts";
import { leaveTraces, servicesNow, tracesOn } from "./machine/metallb_traces.ts";
import { clusterParts } from "./machine/parts.ts";
import { isAnnounced, untilService } from "./machine/services.ts";
import { Stage } from "./machine/stage.ts";
import { steps } from "./machine/steps.ts";

const parts = await haveRoot() && await haveCommands("unshare", "nsenter", "ip", "arping", "curl", "setpriv", "chroot")
  ? await clusterParts("controllerManager")
  : undefined;

const traces = tracesOn({ shared: "172.16.16", reserved: "172.16.17" });
const crds = new URL("../../manifests/crds", import.meta.url).pathname;
const pools = "/apis/metallb.io/v1beta1/namespaces/metallb-system/ipaddresspools";
const l2Statuses = "/apis/metallb.io/v1beta1/namespaces/metallb-system/servicel2statuses";

Deno.test({
  name: "Migration: Arpeggio's workloads replace MetalLB's, and every Service keeps its address",
  ignore: parts === undefined,
  async fn(t): Promise<void> {
    assert(parts !== undefined);
    await using stage = await Stage.build({ parts, proxies: false, installed: false, backends: ["test-0"] });
    const { cluster, client, lan } = stage;
    const { api } = cluster;
    const installation = new HandRunInstallation(stage, [await lan.addHost("pod-1", { address: "172.16.0.21/16" })]);
    const step = steps(t, stage);

    await cluster.kubectl(["create", "namespace", "metallb-system"]);
    await cluster.kubectl(["apply", "-k", crds]);
    await cluster.kubectl(["wait", "--for=condition=Established", "--timeout=60s", "crd", "--all"]);
    for (const file of ["configuration", "workloads"]) {
      await cluster.kubectl(["apply", "-f", fixture(`migrate/${file}.yaml`)]);
    }
    await leaveTraces(api, traces, "test-2");
    const before = await servicesNow(api);
    const poolsBefore = await cluster.kubectl([
      "get",
      "ipaddresspools,l2advertisements",
      "-A",
      "-o",
      "jsonpath={.items[*].spec}",
    ]);

    await step("while MetalLB runs, deploy refuses and changes nothing", async () => {
      const { code, stderr } = await runDeploy(cluster, parts, ["--no-wait"]);
      assert.equal(code, 2);
      assert.match(
        stderr,
        /MetalLB runs in this cluster \(Deployment metallb-system\/controller, DaemonSet metallb-system\/speaker\)/,
      );
      assert.equal(
        await cluster.kubectl([
          "get",
          "serviceaccount",
          "-n",
          "metallb-system",
          "-l",
          "app.kubernetes.io/part-of=arpeggio",
          "-o",
          "name",
        ]),
        "",
      );
    });

    await step("after MetalLB's workloads are deleted, deploy installs over its other objects", async () => {
      await cluster.kubectl(["delete", "-n", "metallb-system", "deployment/controller", "daemonset/speaker"]);
      const { code, stderr } = await runDeploy(cluster, parts, ["--no-wait"]);
      assert.equal(code, 0, stderr);
      await installation.start();
      await Promise.all(traces.map(({ name }) => untilService(cluster, name, isAnnounced)));
    });

    await step("every Service keeps its address and the fields that its owner has set", async () => {
      const after = await servicesNow(api);
      assert.deepEqual([...after.keys()], [...before.keys()]);
      for (const [name, { metadata, spec, status }] of after) {
        const old = before.get(name);
        assert.deepEqual(status?.loadBalancer, old?.status?.loadBalancer, name);
        assert.deepEqual(metadata.annotations, old?.metadata.annotations, name);
        assert.deepEqual(spec, old?.spec, name);
      }
    });

    await step("pools and advertisements are unchanged, and the pools count the used addresses", async () => {
      const now = await cluster.kubectl([
        "get",
        "ipaddresspools,l2advertisements",
        "-A",
        "-o",
        "jsonpath={.items[*].spec}",
      ]);
      assert.equal(now, poolsBefore);
      await api.until<Counted>(pools, (all) => all.map(({ status }) => status?.assignedIPv4).join() === "2,6");
    });

    await step("Arpeggio replaces MetalLB's statuses: one for each Service, of the same kind", async () => {
      const about = ({ status }: L2Status): string => status?.serviceName ?? "";
      const names = traces.map(({ name }) => name).toSorted().join();
      await api.until<L2Status>(l2Statuses, (all) => all.map(about).toSorted().join() === names);
    });

    await step("in managedFields, Arpeggio owns the fields that it writes, and MetalLB no longer does", async () => {
      await cluster.kubectl(["annotate", "service", "plain-1", "metallb.io/loadBalancerIPs=172.16.16.77"]);
      await untilService(cluster, "plain-1", (each) => each.address === "172.16.16.77" && isAnnounced(each));
      for (const [name, service] of await servicesNow(api)) {
        assert.deepEqual(ownersOf(service, ["status", "conditions"]), ["arpeggio-controller"], name);
      }
      const moved = (await servicesNow(api)).get("plain-1");
      assert.deepEqual(ownersOf(moved, ["status", "loadBalancer", "ingress"]), ["arpeggio-controller"]);
      for (const path of [l2Statuses, pools]) {
        await api.until(
          path,
          (all) => all.every((each) => ownersOf(each, ["status"]).join() === "arpeggio-controller"),
        );
      }
    });

    await step("MetalLB's objects do not prevent a server-side apply of the manifests without force", async () => {
      const { code, stdout, stderr } = await runDeploy(cluster, parts, ["--dry-run", "-o", "yaml"]);
      assert.equal(code, 0, stderr);
      await cluster.kubectl(["apply", "--server-side", "--field-manager=arpeggio-deploy", "-f", "-"], {
        stdin: stdout,
      });
    });

    await step("one node answers for each address", async () => {
      const now = [...(await servicesNow(api)).values()].map(({ status }) =>
        status?.loadBalancer?.ingress?.[0]?.ip ?? ""
      );
      for (const address of new Set(now)) {
        assert.equal((await whoAnswers(client, address)).length, 1, address);
      }
    });
  },
});

interface Counted {
  readonly metadata: { readonly name: string };
  readonly status?: { readonly assignedIPv4?: number };
}

interface L2Status {
  readonly metadata: { readonly name: string };
  readonly status?: { readonly serviceName?: string };
}
