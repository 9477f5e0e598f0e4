import assert from "node:assert/strict";
import { parse } from "yaml";
import { bundleProgram } from "../../runtime/deploy/bundle.ts";
import { findHelm } from "../manifests/helm.ts";
import { runHelm } from "../manifests/rendered.ts";
import { Cluster } from "./machine/cluster.ts";
import { runDeploy } from "./machine/deploy_command.ts";
import { fixture } from "./machine/fixtures.ts";
import { installedObjects, refusals } from "./machine/installed_objects.ts";
import { clusterParts } from "./machine/parts.ts";

const parts = await clusterParts();
const helm = await findHelm();
const manifests = new URL("../../manifests/", import.meta.url).pathname;
const namespace = "metallb-system";

const ways = ["deploy", "kustomize", "helm"] as const;
type Way = typeof ways[number];

interface Step {
  readonly way: Way;
  /** The expected refusal; absent: the step succeeds. A refused step changes nothing. */
  readonly refused?: RegExp;
}

const refused = /Helm installed Arpeggio[^]*`helm -n metallb-system upgrade arpeggio manifests\/chart`/;

/** Each row starts on an empty API server. Each step installs over the objects of the previous step. */
const rows: readonly (readonly Step[])[] = [
  [{ way: "deploy" }, { way: "kustomize" }, { way: "deploy" }],
  [{ way: "kustomize" }, { way: "deploy" }, { way: "kustomize" }],
  [{ way: "helm" }, { way: "helm" }, { way: "kustomize" }, { way: "helm" }],
  [{ way: "deploy" }, { way: "helm" }, { way: "deploy", refused }],
  [{ way: "kustomize" }, { way: "helm" }],
];

for (const row of rows) {
  Deno.test({
    name: `The same objects exist, and the admission policies work, after ${row.map(({ way }) => way).join(", ")}`,
    ignore: parts === undefined || (helm === undefined && row.some(({ way }) => way === "helm")),
    async fn(t): Promise<void> {
      assert(parts !== undefined);
      await bundleProgram();
      await using cluster = await Cluster.start({ parts, controllers: [] });
      const expected: unknown = parse(await Deno.readTextFile(fixture("deploy/objects.yaml")));
      for (const [index, { way, refused }] of row.entries()) {
        await t.step(`${index + 1}: ${way}`, async () => {
          const said = await install(cluster, way);
          if (refused === undefined) assert.equal(said, "");
          else assert.match(said, refused);
          assert.deepEqual(await installedObjects(cluster), expected);
          const [status = "", lease = ""] = await refusals(cluster);
          assert.match(status, /ValidatingAdmissionPolicy 'arpeggio-announcer-status'/);
          assert.match(lease, /ValidatingAdmissionPolicy 'arpeggio-announcer-lease'/);
        });
      }
    },
  });
}

/** Installs in one of the ways. Returns the message of a refusal, or "" after success. */
async function install(cluster: Cluster, way: Way): Promise<string> {
  assert(parts !== undefined);
  switch (way) {
    case "deploy": {
      const { code, stderr } = await runDeploy(cluster, parts, ["--no-wait"]);
      return code === 0 ? "" : stderr;
    }
    case "kustomize": {
      const key = ["--from-literal=key=c2VjcmV0", "--dry-run=client", "-o", "yaml"];
      await cluster.kubectl(["apply", "--server-side", "-f", `${manifests}base/namespace.yaml`]);
      const stdin = await cluster.kubectl([
        "-n",
        namespace,
        "create",
        "secret",
        "generic",
        "arpeggio-heartbeat",
        ...key,
      ]);
      const there = await cluster.kubectl(["get", "secrets", "-n", namespace, "-o", "name"]);
      if (!there.includes("arpeggio-heartbeat")) await cluster.kubectl(["create", "-f", "-"], { stdin });
      await cluster.kubectl(["apply", "--server-side", "-k", `${manifests}overlays/l2`]);
      return "";
    }
    case "helm": {
      assert(helm !== undefined);
      const place = ["--namespace", namespace];
      await cluster.kubectl(["apply", "--server-side", "-f", `${manifests}base/namespace.yaml`]);
      await runHelm(helm, ["upgrade", "--install", "arpeggio", `${manifests}chart`, "--take-ownership", ...place], {
        KUBECONFIG: cluster.kubeconfig(),
      });
      return "";
    }
  }
}
