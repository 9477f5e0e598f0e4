import assert from "node:assert/strict";
import { parse, parseAllDocuments } from "yaml";
import { Cluster } from "./machine/cluster.ts";
import { runDeploy } from "./machine/deploy_command.ts";
import { fixture } from "./machine/fixtures.ts";
import { installedObjects, refusals } from "./machine/installed_objects.ts";
import { clusterParts } from "./machine/parts.ts";

const parts = await clusterParts();
const place = ["-n", "metallb-system"];

Deno.test({
  name: "Deploy: every applied object exists afterwards, and the admission policies work",
  ignore: parts === undefined,
  async fn(t): Promise<void> {
    assert(parts !== undefined);
    await using cluster = await Cluster.start({ parts, controllers: [] });
    const deploy = async (...args: readonly string[]): Promise<string> => {
      const { code, stdout, stderr } = await runDeploy(cluster, parts, args);
      assert.equal(code, 0, `${stdout}\n${stderr}`);
      return stdout;
    };
    const expected: unknown = parse(await Deno.readTextFile(fixture("deploy/objects.yaml")));
    const isWhole = async (): Promise<void> => {
      assert.deepEqual(await installedObjects(cluster), expected);
      const [status = "", lease = ""] = await refusals(cluster);
      assert.match(status, /ValidatingAdmissionPolicy 'arpeggio-announcer-status'/);
      assert.match(lease, /ValidatingAdmissionPolicy 'arpeggio-announcer-lease'/);
    };

    await t.step("a user without rights gets one line that names the missing right, and the next step", async () => {
      await cluster.kubectl(["create", "serviceaccount", "eve", "-n", "default"]);
      const kubeconfig = await cluster.kubeconfigFor(await cluster.serviceAccountToken("default", "eve"));
      const { code, stderr } = await runDeploy(cluster, parts, ["--kubeconfig", kubeconfig, "--no-wait"]);
      assert.equal(code, 2);
      assert.match(
        stderr,
        /^Cannot deploy: a right is missing: .*User "system:serviceaccount:default:eve" cannot .*$/m,
      );
      assert.match(stderr, /^Run the command again as an administrator of the cluster/m);
      assert.deepEqual(await installedObjects(cluster), []);
    });
    await t.step("deploy removes the conversion webhook of an existing CRD", async () => {
      const crd = parse(await Deno.readTextFile(new URL("../../manifests/crds/bgppeers.yaml", import.meta.url)));
      const clientConfig = { service: { namespace: "metallb-system", name: "webhook-service", path: "/convert" } };
      const webhook = { conversionReviewVersions: ["v1beta1", "v1beta2"], clientConfig };
      crd.spec.conversion = { strategy: "Webhook", webhook };
      await cluster.api.request("POST", "/apis/apiextensions.k8s.io/v1/customresourcedefinitions", crd);
      assert.doesNotMatch(await deploy("--no-wait"), /Removed/);
      const conversion = ["get", "crd", "bgppeers.metallb.io", "-o", "jsonpath={.spec.conversion}"];
      assert.equal(await cluster.kubectl(conversion), '{"strategy":"None"}');
      await isWhole();
    });
    await t.step("a dry run prints no namespace for cluster-scoped objects", async () => {
      const printed = parseAllDocuments(await deploy("--dry-run", "-o", "yaml")).map((document) => document.toJS());
      const policies = printed.filter(({ kind }) => kind.startsWith("ValidatingAdmissionPolicy"));
      assert.deepEqual(policies.map(({ metadata: { namespace } }) => namespace), policies.map(() => undefined));
      assert.equal(policies.length, 4);
    });
    await t.step(
      "a second deploy keeps objects of users, even if they have the label of the installation",
      async () => {
        await cluster.kubectl(["create", "configmap", "own", ...place]);
        await cluster.kubectl(["label", "configmap", "own", ...place, "app.kubernetes.io/managed-by=arpeggio-deploy"]);
        assert.doesNotMatch(await deploy("--no-wait"), /Removed/);
        assert.equal(await cluster.kubectl(["get", "configmap", "own", ...place, "-o", "name"]), "configmap/own\n");
        await cluster.kubectl(["delete", "configmap", "own", ...place]);
        await isWhole();
      },
    );
    await t.step(
      "after BGP was switched on and off, its objects are gone, and the previous program is kept",
      async () => {
        // An older program, as it remains after an upgrade.
        const older = {
          metadata: { name: "arpeggio-program-older", namespace: "metallb-system", labels: olderLabels },
        };
        const stdin = JSON.stringify({ apiVersion: "v1", kind: "ConfigMap", ...older, data: { "main.js": "" } });
        await cluster.kubectl(["apply", "--server-side", "--field-manager=arpeggio-deploy", "-f", "-"], { stdin });
        await deploy("--no-wait", "--bgp");
        const said = await deploy("--no-wait", "--metrics-port", "9199", "--kube-proxy", "127.0.0.1:10257");
        assert.match(said, /Removed ConfigMap metallb-system\/arpeggio-frr/);
        assert.match(said, /Removed Role metallb-system\/arpeggio-announcer-bgp/);
        const programs = ["get", "configmaps", ...place, "-l", "app.kubernetes.io/component=program", "-o", "name"];
        const kept = (await cluster.kubectl(programs)).trim().split("\n");
        assert.equal(kept.length, 2);
        assert.ok(kept.includes("configmap/arpeggio-program-older"));
        const names = "jsonpath={.spec.template.spec.containers[*].name}";
        assert.equal(
          await cluster.kubectl(["get", "daemonset", "arpeggio-announcer", ...place, "-o", names]),
          "announcer",
        );
        await isWhole();
      },
    );
    const served = async (workload: string): Promise<string> => {
      const format = "jsonpath={..env[?(@.name=='METRICS')].value} {..ports[*].containerPort}";
      return await cluster.kubectl(["get", workload, ...place, "-o", format]);
    };
    await t.step("metrics and probes use the chosen port", async () => {
      assert.equal(await served("daemonset/arpeggio-announcer"), "$(POD_IP):9199 9199");
      assert.equal(await served("deployment/arpeggio-controller"), "$(POD_IP):9199 9199");
    });
    const proxyOf = async (): Promise<string> => {
      const format = "jsonpath={..env[?(@.name=='KUBE_PROXY')].value}";
      return await cluster.kubectl(["get", "daemonset/arpeggio-announcer", ...place, "-o", format]);
    };
    await t.step("announcers ask kube-proxy at the chosen address", async () => {
      assert.equal(await proxyOf(), "127.0.0.1:10257");
    });
    await t.step("a stalled rollout names its cause", async () => {
      const { code, stderr } = await runDeploy(cluster, parts, ["--timeout", "1"]);
      assert.equal(code, 1);
      const line =
        /^Cannot complete the rollout of deployment\/arpeggio-controller: it is not ready after 1 s: no Pod/m;
      assert.match(stderr, line);
      assert.match(stderr, /^ {2}kubectl -n metallb-system describe pods/m);
    });
    await t.step("without the options, metrics, probes and kube-proxy have the default addresses", async () => {
      assert.equal(await served("daemonset/arpeggio-announcer"), "$(POD_IP):9120 9120");
      assert.equal(await proxyOf(), "127.0.0.1:10256");
    });
    await t.step("a dry run lists what would be removed, and removes nothing", async () => {
      const listed = await deploy("--uninstall", "--dry-run");
      assert.match(listed, /^DaemonSet +metallb-system +arpeggio-announcer$/m);
      assert.match(listed, /^Secret +metallb-system +arpeggio-heartbeat$/m);
      assert.match(listed, /^ValidatingAdmissionPolicy +arpeggio-announcer-status$/m);
      assert.doesNotMatch(listed, /CustomResourceDefinition|Namespace /);
      assert.match(await deploy("--uninstall", "--purge", "--dry-run"), /^Namespace +metallb-system$/m);
      await isWhole();
    });
    await t.step("uninstall removes what the dry run listed", async () => {
      const [, ...listed] = (await deploy("--uninstall", "--dry-run")).trim().split("\n");
      const removed = (await deploy("--uninstall")).split("\n").filter((line) => line.startsWith("Removed "));
      const titles = listed.map((line) =>
        `Removed ${line.trim().replace(/ +(\S+) +(\S+)$/, " $1/$2").replace(/ +/, " ")}`
      );
      assert.deepEqual(removed, titles);
    });
  },
});

const olderLabels = {
  "app.kubernetes.io/component": "program",
  "app.kubernetes.io/part-of": "arpeggio",
  "app.kubernetes.io/managed-by": "arpeggio-deploy",
};
