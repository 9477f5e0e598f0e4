import assert from "node:assert/strict";
import { dirname } from "node:path";
import { readPage, shellUnder } from "../docs/markdown.ts";
import { findHelm } from "../manifests/helm.ts";
import type { ApiClient } from "./machine/api_client.ts";
import { Cluster } from "./machine/cluster.ts";
import { fixture } from "./machine/fixtures.ts";
import { clusterParts, type Parts } from "./machine/parts.ts";
import { rolledOut } from "./machine/rolled_out.ts";
import { scratchFolder } from "./machine/scratch_folder.ts";

const parts = await clusterParts();
const helm = await findHelm();
const root = new URL("../../", import.meta.url).pathname;

/** The installations in the docs. Each row runs the commands under its headings on a cluster of its own. */
const rows = [
  { page: "docs/install.md", headings: ["From a checkout", "Removal"] },
  { page: "docs/install.md", headings: ["By Helm"] },
  { page: "docs/install.md", headings: ["By kustomize"] },
  { page: "docs/migrate.md", headings: ["Before", "The move", "After", "The way back"], before: leftByMetalLB },
] as const;

for (const { page, headings, ...row } of rows) {
  Deno.test({
    name: `The commands of ${page} run as they are written: ${headings.join(", ")}`,
    ignore: parts === undefined || helm === undefined,
    async fn(t): Promise<void> {
      assert(parts !== undefined && helm !== undefined);
      await using cluster = await Cluster.start({ parts, controllers: [] });
      await using folder = await scratchFolder("arpeggio-pages-");
      if ("before" in row) await row.before(cluster);
      const env = environment(cluster, parts, helm);
      for (const heading of headings) {
        const blocks = shellUnder(readPage(page), heading);
        assert.notDeepEqual(blocks, [], heading);
        for (const block of blocks) {
          await t.step(`${heading}: ${block.trim()}`, async () => {
            // No kubelet runs the Pods here, so the test itself reports them as running.
            await using _ = rolledOut(cluster.api);
            const shell = new Deno.Command("bash", {
              args: ["-ec", inPlace(block)],
              cwd: folder.path,
              env,
              stdin: "null",
            });
            const { code, stdout, stderr } = await shell.output();
            const decoder = new TextDecoder();
            assert.equal(code, 0, decoder.decode(stdout) + decoder.decode(stderr));
          });
        }
      }
    },
  });
}

/**
 * Adds the checkout's path to the commands. They run in another folder, so that the files that they write are not in
 * the checkout.
 */
function inPlace(block: string): string {
  return block.replaceAll(/^deno task/gm, `deno task --cwd ${root}`).replaceAll(/ manifests\//g, ` ${root}manifests/`);
}

function environment(cluster: Cluster, { kubectl }: Parts, helm: string): Record<string, string> {
  const path = [Deno.execPath(), kubectl, helm].map(dirname).join(":");
  return { PATH: `${path}:${Deno.env.get("PATH")}`, KUBECONFIG: cluster.kubeconfig(), NO_COLOR: "1" };
}

async function leftByMetalLB(cluster: Cluster): Promise<void> {
  await cluster.kubectl(["create", "namespace", "metallb-system"]);
  await cluster.kubectl(["apply", "-k", `${root}manifests/crds`]);
  await cluster.kubectl(["wait", "--for=condition=Established", "--timeout=60s", "crd", "--all"]);
  for (const file of ["configuration", "workloads"]) {
    await cluster.kubectl(["apply", "-f", fixture(`migrate/${file}.yaml`)]);
  }
  await leaveWebhook(cluster.api);
}

async function leaveWebhook(api: ApiClient): Promise<void> {
  await api.request("POST", "/apis/admissionregistration.k8s.io/v1/validatingwebhookconfigurations", {
    metadata: { name: "metallb-webhook-configuration" },
  });
}
