import assert from "node:assert/strict";
import { dirname } from "node:path";
import { commandsIn, readPage } from "../docs/markdown.ts";
import { startController } from "./components.ts";
import { fixture } from "./fixtures.ts";
import { clusterParts } from "./parts.ts";
import { untilService } from "./services.ts";
import { Stage } from "./stage.ts";

const parts = await clusterParts();
const root = new URL("../../", import.meta.url).pathname;

/** Commands that only ask; those that build this project are for CONTRIBUTING.md. */
const words = ["kubectl", ...["why", "whatif", "plan"].map((name) => `deno task ${name}`)];

/** The pages with commands that any cluster answers. */
const pages = ["concepts", "configuration", "metrics", "troubleshooting", "questions", "bgp"].map((name) =>
  `docs/${name}.md`
);

/** Spoken of without what they are asked about. */
const mentioned = ["kubectl get -o yaml", "kubectl arpeggio why", "kubectl describe service"];

/** What an answer may be: with 1 these say that something is amiss, as nobody announces here. */
const answers: Readonly<Record<string, readonly number[]>> = { "deno task why": [0, 1], "deno task whatif": [0, 1] };

Deno.test({
  name: "Every command of the documentation runs as it stands there",
  ignore: parts === undefined,
  async fn(t): Promise<void> {
    assert(parts !== undefined);
    await using stage = await Stage.build({ parts, nodes: ["node-1", "node-2"], proxies: false });
    const { cluster } = stage;
    await startController(stage);
    for (const file of [fixture("metrics_cluster/base.yaml"), `${root}manifests/base/announcer.yaml`]) {
      await cluster.kubectl(["apply", "-f", file]);
    }
    await untilService(cluster, "web", ({ address }) => address !== undefined);
    const path = `${dirname(Deno.execPath())}:${dirname(parts.kubectl)}:${Deno.env.get("PATH")}`;
    const env = { PATH: path, KUBECONFIG: cluster.kubeconfig(), NO_COLOR: "1" };
    for (const page of pages) {
      for (const line of new Set(commandsIn(readPage(page), words))) {
        if (/\bFILE\b|NAMESPACE\/NAME/.test(line) || mentioned.includes(line)) continue;
        const command = line.replace(/ > \S+$/, " > /dev/null");
        await t.step(`${page}: ${command}`, async () => {
          const shell = new Deno.Command("sh", { args: ["-c", command], cwd: root, env, stdin: "null" });
          const { code, stdout, stderr } = await shell.output();
          const said = new TextDecoder().decode(stdout) + new TextDecoder().decode(stderr);
          const [, fine] = Object.entries(answers).find(([start]) => command.startsWith(start)) ?? [];
          assert((fine ?? [0]).includes(code), `exit code ${code}: ${said}`);
          // Some kinds have no object here; but who looks for one of them in this namespace looks in the wrong one.
          assert.doesNotMatch(said, /No resources found in default namespace/);
        });
      }
    }
  },
});
