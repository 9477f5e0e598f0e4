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

interface Section {
  readonly page: string;
  readonly heading: string;
  /** A block of the section that does not run here. */
  readonly without?: string;
}

interface Installation {
  readonly sections: readonly Section[];
  before?(cluster: Cluster): Promise<void>;
}

const [install, upgrades, migrate] = ["docs/install.md", "docs/upgrades.md", "docs/migrate.md"] as const;

/** The installations in the docs. Each row runs the commands of its sections, in order, on a cluster of its own. */
const rows: readonly Installation[] = [
  {
    sections: [
      { page: install, heading: "From a checkout" },
      { page: upgrades, heading: "From a checkout" },
      // This command waits for announcers, and no announcer runs here: see rotate_key_test.ts.
      { page: install, heading: "The heartbeat key", without: "deno task deploy --rotate-key\n" },
      { page: install, heading: "Removal" },
    ],
  },
  {
    sections: [
      { page: install, heading: "By Helm" },
      { page: upgrades, heading: "By Helm" },
      { page: upgrades, heading: "Back with Helm" },
    ],
  },
  { sections: [install, upgrades].map((page) => ({ page, heading: "By kustomize" })) },
  {
    sections: ["Before", "The move", "After", "The way back"].map((heading) => ({ page: migrate, heading })),
    before: leftByMetalLB,
  },
];

for (const { sections, before } of rows) {
  Deno.test({
    name: `The commands run as they are written: ${
      sections.map(({ page, heading }) => `${page}, ${heading}`).join("; ")
    }`,
    ignore: parts === undefined || helm === undefined,
    async fn(t): Promise<void> {
      assert(parts !== undefined && helm !== undefined);
      await using cluster = await Cluster.start({ parts, controllers: [] });
      await using folder = await scratchFolder("arpeggio-pages-");
      await before?.(cluster);
      const env = environment(cluster, parts, helm);
      for (const { page, heading, without } of sections) {
        const blocks = shellUnder(readPage(page), heading);
        assert.notDeepEqual(blocks, [], heading);
        for (const block of blocks.filter((block) => block !== without)) {
          await t.step(`${page}, ${heading}: ${block.trim()}`, async () => {
            // No kubelet runs the Pods here, so the test itself reports them as running.
            await using _ = rolledOut(cluster.api);
            const shell = new Deno.Command("bash", {
              args: ["-ec", `shopt -s expand_aliases\n${inPlace(block)}`],
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
