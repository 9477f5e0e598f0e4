import assert from "node:assert/strict";
import { Kubectl, KubectlError } from "../../../runtime/deploy/kubectl.ts";

Deno.test.each<{ readonly name: string; readonly args: readonly string[]; readonly mayHaveWritten: boolean }>([
  { name: "a list of objects", args: ["get", "pods"], mayHaveWritten: false },
  { name: "the wait for a rollout", args: ["rollout", "status", "deployment/x"], mayHaveWritten: false },
  { name: "a restart", args: ["rollout", "restart", "deployment/x"], mayHaveWritten: true },
  { name: "an apply", args: ["apply", "-f", "-"], mayHaveWritten: true },
  { name: "a deletion", args: ["delete", "pod", "x"], mayHaveWritten: true },
])("kubectl without a server: $name may have written: $mayHaveWritten", async ({ args, mayHaveWritten }) => {
  const folder = await Deno.makeTempDir({ prefix: "arpeggio-kubectl-" });
  try {
    const kubeconfig = `${folder}/config`;
    const cluster = { name: "none", cluster: { server: "https://127.0.0.1:1" } };
    const contexts = [{ name: "none", context: { cluster: "none" } }];
    const config = { apiVersion: "v1", kind: "Config", clusters: [cluster], contexts, "current-context": "none" };
    await Deno.writeTextFile(kubeconfig, JSON.stringify(config));
    const kubectl = new Kubectl({ kubeconfig });
    await assert.rejects(kubectl.run(args), KubectlError);
    assert.equal(kubectl.mayHaveWritten, mayHaveWritten);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});
