import assert from "node:assert/strict";
import { bundleProgram } from "../../runtime/deploy/bundle.ts";
import { copyIntoChart } from "../../runtime/deploy/chart_files.ts";
import { mostReleaseBytes, releaseBytes } from "../../runtime/deploy/release_size.ts";
import type { ApiClient, KubernetesObject } from "../cluster/machine/api_client.ts";
import { Cluster } from "../cluster/machine/cluster.ts";
import { clusterParts } from "../cluster/machine/parts.ts";
import { fixture } from "../cluster/machine/fixtures.ts";
import { findHelm } from "./helm.ts";
import { olderChart } from "./older_chart.ts";
import { runHelm } from "./rendered.ts";

const helm = await findHelm();
const parts = await clusterParts();
const chart = new URL("../../manifests/chart", import.meta.url).pathname;
const namespace = "metallb-system";
const place = ["--namespace", namespace];

Deno.test({
  name: "A release of the chart is installed, upgraded, removed, and installed again",
  ignore: helm === undefined || parts === undefined,
  async fn(t): Promise<void> {
    assert(helm !== undefined && parts !== undefined);
    await bundleProgram();
    await using cluster = await Cluster.start({ parts, controllers: [] });
    const { api } = cluster;
    const release = (command: string, ...args: readonly string[]): Promise<string> =>
      runHelm(helm, [command, "arpeggio", ...args, ...place], { KUBECONFIG: cluster.kubeconfig() });
    const core = `/api/v1/namespaces/${namespace}`;
    const keyNow = async (): Promise<string | undefined> =>
      (await api.request<Secret>("GET", `${core}/secrets/arpeggio-heartbeat`)).data.key;
    const programs = async (): Promise<readonly string[]> => await names(api, `${core}/configmaps`, "arpeggio-program");
    let key: string | undefined;

    await t.step("an older chart is installed, and prints the next step", async () => {
      await using older = await olderChart(chart);
      const said = await release("install", older.path, "--create-namespace");
      assert.match(said, /kubectl -n metallb-system rollout status daemonset\/arpeggio-announcer/);
      assert.match(said, /kubectl get vip/);
      assert.deepEqual(await columnsOf(api), []);
      key = await keyNow();
    });

    await t.step(
      "the release's record with the program uses at most half a Secret, and at most the size from `releaseBytes`",
      async () => {
        const { data: { release } } = await api.request<Secret>(
          "GET",
          `${core}/secrets/sh.helm.release.v1.arpeggio.v1`,
        );
        const { length } = Uint8Array.fromBase64(release ?? "");
        assert(length > 0 && length <= mostReleaseBytes, `${length} bytes`);
        const counted = await releaseBytes((await copyIntoChart()).values());
        assert(length <= counted, `${length} bytes, and ${counted} were counted`);
        await tell(`The record of a release has ${length} bytes; ${counted} were counted; bar: ${mostReleaseBytes}`);
        assert.equal((await programs()).length, 1);
      },
    );

    await t.step("an upgrade updates custom kinds and workloads, and keeps the key", async () => {
      await cluster.kubectl(["wait", "--for=condition=Established", "--timeout=60s", "crd", "--all"]);
      await cluster.kubectl(["apply", "-f", fixture("deploy/base.yaml")]);
      await release("upgrade", chart, "--set", "controller.replicas=3");
      assert.notDeepEqual(await columnsOf(api), []);
      assert.equal(await keyNow(), key);
      const { spec } = await api.request<Deployment>(
        "GET",
        `/apis/apps/v1/namespaces/${namespace}/deployments/arpeggio-controller`,
      );
      assert.equal(spec.replicas, 3);
      const pods = JSON.stringify(spec);
      assert((await programs()).every((name) => pods.includes(name)), "the Pods run the installed program");
    });

    await t.step("a rollback restores the older release, and keeps the key", async () => {
      await release("rollback", "1");
      assert.equal(await keyNow(), key);
      assert.deepEqual(await columnsOf(api), []);
    });

    await t.step("uninstall leaves only the custom kinds with their objects, and the key", async () => {
      await release("uninstall");
      const kinds = "deployments,daemonsets,configmaps,roles,rolebindings,clusterroles,clusterrolebindings," +
        "serviceaccounts,validatingadmissionpolicies,validatingadmissionpolicybindings,poddisruptionbudgets,secrets";
      const left = await cluster.kubectl([
        "get",
        kinds,
        "-A",
        "-l",
        "app.kubernetes.io/part-of=arpeggio",
        "-o",
        "name",
      ]);
      assert.equal(left.trim(), "secret/arpeggio-heartbeat");
      const pools = await cluster.kubectl(["get", "ipaddresspools,l2advertisements", ...place, "-o", "name"]);
      assert.match(pools, /ipaddresspool.metallb.io\/first-pool\nl2advertisement.metallb.io\/first-pool/);
    });

    await t.step("a new installation uses the kept objects", async () => {
      await release("install", chart);
      assert.equal(await keyNow(), key);
      assert.notDeepEqual(await columnsOf(api), []);
    });

    await t.step("with BGP, an upgrade keeps the names that the controller has written into a Role", async () => {
      const path = `/apis/rbac.authorization.k8s.io/v1/namespaces/${namespace}/roles/arpeggio-announcer-bgp-passwords`;
      const rules = [{ apiGroups: [""], resources: ["secrets"], resourceNames: ["rack"], verbs: ["list", "watch"] }];
      const bgp = ["--set", "speaker.frr.enabled=true"];
      await release("upgrade", chart, ...bgp);
      await api.request("PATCH", path, { rules });
      await release("upgrade", chart, ...bgp, "--set", "controller.replicas=3");
      assert.deepEqual((await api.request<KubernetesObject & { rules: unknown }>("GET", path)).rules, rules);
    });
  },
});

Deno.test({
  name:
    "A release of the chart is refused while MetalLB runs; --take-ownership installs it over the leftovers of MetalLB's chart",
  ignore: helm === undefined || parts === undefined,
  async fn(): Promise<void> {
    assert(helm !== undefined && parts !== undefined);
    await bundleProgram();
    await using cluster = await Cluster.start({ parts, controllers: [] });
    const install = (...args: readonly string[]): Promise<string> =>
      runHelm(helm, ["install", "arpeggio", chart, ...place, ...args], { KUBECONFIG: cluster.kubeconfig() });
    await cluster.kubectl(["create", "namespace", namespace]);
    await cluster.kubectl(["apply", "--server-side", "-k", new URL("../../manifests/crds", import.meta.url).pathname]);
    await cluster.kubectl(["wait", "--for=condition=Established", "--timeout=60s", "crd", "--all"]);
    const owner = ["meta.helm.sh/release-name=metallb", `meta.helm.sh/release-namespace=${namespace}`];
    await cluster.kubectl(["annotate", "crd", "--all", ...owner]);
    await cluster.kubectl(["apply", "-f", fixture("migrate/configuration.yaml")]);
    await cluster.kubectl(["apply", "-f", fixture("migrate/workloads.yaml")]);
    const pools = (): Promise<string> =>
      cluster.kubectl(["get", "ipaddresspools", ...place, "-o", "jsonpath={.items[*].spec}"]);
    const before = await pools();

    await assert.rejects(install(), /MetalLB runs in this cluster \(Deployment metallb-system\/controller\)/);
    await cluster.kubectl(["delete", ...place, "deployment/controller", "daemonset/speaker"]);
    await assert.rejects(install(), /CustomResourceDefinition[^]*invalid ownership metadata/);
    await install("--take-ownership");
    assert.equal(await pools(), before);
  },
});

interface Secret extends KubernetesObject {
  readonly data: Readonly<Record<string, string>>;
}

interface Deployment extends KubernetesObject {
  readonly spec: { readonly replicas: number };
}

interface Kind extends KubernetesObject {
  readonly spec: { readonly versions: readonly { readonly additionalPrinterColumns?: readonly unknown[] }[] };
}

/** The columns of `kubectl get vip`. */
async function columnsOf(api: ApiClient): Promise<readonly unknown[]> {
  const path = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions/virtualips.arpeggio.dev";
  const { spec } = await api.request<Kind>("GET", path);
  return spec.versions.flatMap(({ additionalPrinterColumns = [] }) => additionalPrinterColumns);
}

async function names(api: ApiClient, path: string, start: string): Promise<readonly string[]> {
  const { items } = await api.request<{ readonly items: readonly KubernetesObject[] }>("GET", path);
  return items.map(({ metadata }) => metadata.name).filter((name) => name.startsWith(start));
}

async function tell(text: string): Promise<void> {
  await Deno.stderr.write(new TextEncoder().encode(`${text}\n`));
}
