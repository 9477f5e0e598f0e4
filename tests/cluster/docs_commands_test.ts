import assert from "node:assert/strict";
import { dirname } from "node:path";
import { askingPages, askingWords, leftOut, mentioned } from "../docs/command_runs.ts";
import { EmptyHome } from "../docs/empty_home.ts";
import { commandsIn, readPage, shellUnder } from "../docs/markdown.ts";
import { startController } from "./machine/components.ts";
import { fixture } from "./machine/fixtures.ts";
import { clusterParts } from "./machine/parts.ts";
import { untilService } from "./machine/services.ts";
import { Stage } from "./machine/stage.ts";

const parts = await clusterParts();
const root = new URL("../../", import.meta.url).pathname;

/** By the start of a command: the allowed exit codes; by default 0. A task exits with 1 if no announcer runs. */
const answers: Readonly<Record<string, readonly number[]>> = { "deno task": [0, 1] };

Deno.test({
  name: "Every command of the documentation runs as it is written",
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
    await using home = await EmptyHome.create(env);
    await t.step("docs/questions.md: arpeggio, installed into an empty home, answers the pasted commands", async () => {
      const page = readPage("docs/questions.md");
      const installed = await home.run([shellUnder(page, "The command")[0] ?? ""]);
      assert.equal(installed.code, 0, installed.err);
      const onPath = 'export PATH="$HOME/.deno/bin:$PATH"';
      const project = `${home.path}/project`;
      await Deno.mkdir(`${project}/pools`, { recursive: true });
      const asked = await home.run([onPath, ...shellUnder(page, "A cluster from files")], project);
      assert.equal(asked.code, 0, asked.err);
      assert.match(asked.out, /^Service default\/web {2}Assigned: /m);
      const happened = await home.run([onPath, ...shellUnder(page, "What happened")], project);
      assert.equal(happened.code, 0, happened.err);
      const archived = await home.run([onPath, ...shellUnder(page, "An archive for a bug report")], project);
      assert.equal(archived.code, 0, archived.err);
      assert.match(archived.out, /^report\.tar\.gz: \d+ KiB$/m);
      assert.match(archived.out, /^Service default\/web {2}Assigned: /m);
      const git = "git -c user.name=a -c user.email=a@example.com";
      const changed = await home.run([
        onPath,
        `git init -q && ${git} commit -q --allow-empty -m first && git update-ref refs/remotes/origin/main HEAD`,
        "cp ../second.yaml pools/second.yaml && git add pools",
        ...shellUnder(page, "What if"),
      ], await withSecondPool(home.path, project));
      assert.equal(changed.code, 0, changed.err);
      assert.match(changed.out, /^Nothing changes/m);
    });
    for (const page of askingPages) {
      for (const line of new Set(commandsIn(readPage(page), askingWords))) {
        if (leftOut.test(line) || mentioned.includes(line)) continue;
        const command = line.replace(/ > \S+$/, " > /dev/null");
        await t.step(`${page}: ${command}`, async () => {
          const shell = new Deno.Command("sh", {
            args: ["-c", command],
            cwd: root,
            clearEnv: true,
            env: home.env,
            stdin: "null",
          });
          const { code, stdout, stderr } = await shell.output();
          const said = new TextDecoder().decode(stdout) + new TextDecoder().decode(stderr);
          const [, fine] = Object.entries(answers).find(([start]) => command.startsWith(start)) ?? [];
          assert((fine ?? [0]).includes(code), `exit code ${code}: ${said}`);
          // Some kinds have no object here, so "No resources found" is allowed. But "No resources found in default
          // namespace" means that the command on the page lacks `-n`.
          assert.doesNotMatch(said, /No resources found in default namespace/);
        });
      }
    }
  },
});

async function withSecondPool(home: string, project: string): Promise<string> {
  const pool =
    "apiVersion: metallb.io/v1beta1\nkind: IPAddressPool\nmetadata: { name: second, namespace: metallb-system }\n" +
    "spec: { addresses: [198.51.100.0/28] }\n";
  await Deno.writeTextFile(`${home}/second.yaml`, pool);
  return project;
}
