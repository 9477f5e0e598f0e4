import assert from "node:assert/strict";
import { haveCommands } from "../../cluster/machine/commands.ts";
import { complete, type Completion, type Names } from "../../../runtime/cli/commands/complete.ts";
import { command as check } from "../../../runtime/cli/commands/check.ts";
import { command as whatif } from "../../../runtime/cli/commands/whatif.ts";
import { command as why } from "../../../runtime/cli/commands/why.ts";

const root = new URL("../../../", import.meta.url).pathname;
const world = "tests/fixtures/plan/main_job.yaml";
const ignore = !await haveCommands("kubectl");

const calls = [
  {
    name: "runs the program",
    args: ["arpeggio", "why", "default/nginx", "-f", world],
    code: 0,
    says: /^Service default\/nginx/,
  },
  {
    name: "returns the program's exit code",
    args: ["arpeggio", "why", "10.9.9.9", "-f", world],
    code: 1,
    says: /in no pool/,
  },
  { name: "refuses to run a component", args: ["arpeggio", "announcer"], code: 2, says: /^$/ },
  { name: "completes commands", args: ["__complete", "arpeggio", "wh"], code: 0, says: /^whatif\t.*\n?:4|^why\t/ },
  { name: "completes options", args: ["__complete", "arpeggio", "whatif", "--dr"], code: 0, says: /^--drain/ },
];

Deno.test.each(calls)("kubectl arpeggio $name", { ignore }, async ({ args, code, says }) => {
  const path = `${root}manifests/kubectl:${Deno.env.get("PATH")}:${new URL(".", `file://${Deno.execPath()}`).pathname}`;
  const output = await new Deno.Command("kubectl", {
    args,
    cwd: root,
    env: { PATH: path, NO_COLOR: "1", KUBECONFIG: "/nonexistent" },
    stdout: "piped",
    stderr: "piped",
  }).output();
  const text = new TextDecoder().decode(output.stdout);
  assert.equal(output.code, code, new TextDecoder().decode(output.stderr));
  assert.match(text, says);
});

const names: Names = {
  services: ["default/web", "shop/web"],
  addresses: ["192.0.2.33"],
  nodes: ["node-1"],
  pools: ["first"],
  peers: ["tor"],
  namespaces: ["shop"],
};

const completions: readonly {
  readonly words: readonly string[];
  readonly offers: readonly string[];
  readonly directive?: 0;
}[] = [
  { words: ["wh"], offers: ["why", "whatif"] },
  { words: ["why", "d"], offers: ["default/web"] },
  { words: ["why", "1"], offers: ["192.0.2.33"] },
  { words: ["why", "node/"], offers: ["node/node-1"] },
  { words: ["why", "peer/"], offers: ["peer/tor"] },
  { words: ["why", "pool/"], offers: ["pool/first"] },
  { words: ["why", "-n", "s"], offers: ["shop"] },
  { words: ["why", "-n", "shop", "d"], offers: ["default/web"] },
  { words: ["why", "default/web", ""], offers: [], directive: 0 },
  { words: ["why", "-o", ""], offers: ["text", "wide", "json", "yaml"] },
  { words: ["check", "-o", "s"], offers: ["sarif"] },
  { words: ["check", ""], offers: [], directive: 0 },
  { words: ["whatif", "--down", ""], offers: ["node-1"] },
  { words: ["whatif", "--apply", ""], offers: [], directive: 0 },
  { words: ["whatif", "--delete", ""], offers: [] },
  { words: ["nothing", ""], offers: [] },
];

Deno.test("completion offers the next words", async () => {
  for (const { words, offers, directive = 4 } of completions) {
    const completion: Completion = await complete(words, [why(), whatif(), check()], () => Promise.resolve(names));
    assert.deepEqual(completion.words.map(([word]) => word), offers, words.join(" "));
    assert.equal(completion.directive, directive, words.join(" "));
  }
});
