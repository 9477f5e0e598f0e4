import assert from "node:assert/strict";
import type { ChosenCluster } from "../../../functions/model/shell.ts";
import { complete, type Names } from "../../../runtime/cli/commands/complete.ts";
import { command as whatif } from "../../../runtime/cli/commands/whatif.ts";
import { command as why } from "../../../runtime/cli/commands/why.ts";
import { completionScript } from "../../../runtime/cli/commands/completion.ts";
import { haveCommands } from "../../cluster/machine/commands.ts";

const root = new URL("../../../", import.meta.url).pathname;

/** Defines `arpeggio` as a shell function, which replaces the installed command. */
const program = `arpeggio() { "${Deno.execPath()}" run -A --quiet "${root}runtime/main.ts" "$@"; }`;

const shells = [
  {
    shell: "bash" as const,
    args: ["--norc", "-c"],
    script: (line: string) =>
      `${program}
${completionScript("bash")}
COMP_LINE='${line}' COMP_POINT=${line.length}
_arpeggio
printf '%s\\n' "\${COMPREPLY[@]}"`,
  },
  {
    shell: "zsh" as const,
    args: ["-f", "-c"],
    script: (line: string) =>
      `${program}
compdef() { }
_describe() { local each; for each in "\${(@P)2}"; do print -r -- "\${each%%:*}"; done }
_files() { print -rl -- \${words[CURRENT]}*(N) }
${completionScript("zsh")}
words=(${line.split(" ").map((word) => `'${word}'`).join(" ")}) CURRENT=${line.split(" ").length}
_arpeggio`,
  },
  {
    shell: "fish" as const,
    args: ["--no-config", "-c"],
    script: (line: string) =>
      `function arpeggio; "${Deno.execPath()}" run -A --quiet "${root}runtime/main.ts" $argv; end
${completionScript("fish")}
complete -C '${line}' | string replace -r '\\t.*' ''`,
  },
];

const lines = [
  { line: "arpeggio wh", offers: ["whatif", "why"] },
  { line: "arpeggio why -o ", offers: ["json", "text", "wide", "yaml"] },
  { line: "arpeggio check CONTR", offers: ["CONTRIBUTING.md"] },
  { line: "arpeggio completion f", offers: ["fish"] },
];

for (const { shell, args, script } of shells) {
  Deno.test({
    name: `completion: ${shell} offers commands, values and files`,
    ignore: !await haveCommands(shell),
    async fn(): Promise<void> {
      for (const { line, offers } of lines) {
        const { stdout, stderr } = await new Deno.Command(shell, {
          args: [...args, script(line)],
          cwd: root,
          env: { KUBECONFIG: "/nonexistent", NO_COLOR: "1" },
        }).output();
        const offered = new TextDecoder().decode(stdout).split("\n").filter((word) => word !== "").sort();
        assert.deepEqual(offered, offers, `${line}: ${new TextDecoder().decode(stderr)}`);
      }
    },
  });
}

/** The names of two clusters: each is named after its context and its kubeconfig. */
function namesIn({ context = "current", kubeconfig = "own" }: ChosenCluster): Promise<Names> {
  return Promise.resolve({
    services: [],
    addresses: [],
    nodes: [`${context}-${kubeconfig}`],
    pools: [],
    peers: [],
    namespaces: [],
  });
}

const asked = [
  { words: ["why", "node/"], offers: ["node/current-own"] },
  { words: ["why", "--context", "other", "node/"], offers: ["node/other-own"] },
  { words: ["why", "--context=other", "--kubeconfig", "file", "node/"], offers: ["node/other-file"] },
  { words: ["whatif", "--context", "other", "--down", ""], offers: ["other-own"] },
];

Deno.test.each(asked)(
  "completion offers names of the cluster that the words choose: $words",
  async ({ words, offers }) => {
    const completion = await complete(words, [whatif(), why()], namesIn);
    assert.deepEqual(completion.words.map(([word]) => word), offers);
  },
);
