import assert from "node:assert/strict";
import type { Command } from "commander";
import { parseAllDocuments } from "yaml";
import { allPages, commandsIn, type Page, readPage, spansIn } from "./markdown.ts";

const root = new URL("../../", import.meta.url);
const { tasks }: { readonly tasks: Readonly<Record<string, { readonly command: string }>> } = JSON.parse(
  readPage("deno.json").text,
);

/** The commands of the program, by name. */
const commands = new Map<string, Command>();
for (const { command } of Object.values(tasks)) {
  const [, name] = /runtime\/main\.ts (\w+)/.exec(command) ?? [];
  if (name === undefined) continue;
  const module: { command(): Command } = await import(new URL(`runtime/cli/commands/${name}.ts`, root).href);
  commands.set(name, module.command());
}

const everyFlag = new Set([...commands.values()].flatMap(flagsOf));
/**
 * Options that a page names without a command. They belong to the benchmarks or to other programs: Deno, helm, kubectl,
 * kube-proxy, k3s and k0s.
 */
const others = [
  "--allow-run",
  "--take-ownership",
  "--server-side",
  "--disable",
  "--simulate-drain",
  "--healthz-bind-address",
  "--single",
  "--enable-worker",
  "--small",
];

/** Decision records and the changelog may name things that no longer exist. */
const pages = allPages().filter(({ path }) => !path.includes("adr/") && !path.endsWith("CHANGELOG.md"));

Deno.test.each(pages)("tasks, commands and flags that $path names exist", (page) => {
  const named = commandsIn(page, ["deno task", "npx -y deno@2.9 task"]).filter((line) => line !== "deno task")
    .map((line) => line.replace(/^.*? task /, ""));
  assert.deepEqual(named.map((line) => line.split(" ")[0] ?? "").filter((name) => tasks[name] === undefined), []);
  const lines = [...named, ...asked(page)].filter((line) => !/^\w+-/.test(line));
  const wrong = lines.flatMap((line) => unknownFlags(line).map((flag) => `${flag} of ${line}`));
  assert.deepEqual(wrong, []);
  const alone = spansIn(page).flatMap((span) => /^--[a-z-]+/.exec(span)?.[0] ?? []);
  assert.deepEqual(alone.filter((flag) => !everyFlag.has(flag) && !others.includes(flag)), []);
});

Deno.test.each(pages)("files and workloads that $path names exist", (page) => {
  const files = [...page.text.matchAll(/\b(?:manifests|runtime|functions|tests|tools|docs)\/[\w./-]*\w/g)]
    .map(([path]) => path);
  assert.deepEqual(files.filter((path) => !exists(path)), []);
  const workloads = [...page.text.matchAll(/\b(?:deploy|deployment|ds|daemonset)\/([a-z-]+)/g)].map(([, name]) => name);
  assert.deepEqual(workloads.filter((name) => ![...installed, ...byMetalLB].includes(name)), []);
});

Deno.test("a page that shows Leases shows the time of their renewal, or another chosen field", () => {
  const plain = pages.flatMap((page) => commandsIn(page, ["kubectl get lease", "kubectl get leases"]))
    .filter((line) =>
      line.includes(" -n ") && !/-o (yaml|custom-columns='.*:\.(spec\.renewTime|metadata\.annotations))/.test(line)
    );
  assert.deepEqual(plain, []);
});

Deno.test("no page claims that kubectl describe shows the conditions of a Service", () => {
  const lines = pages.flatMap(({ text }) => text.split("\n"));
  assert.deepEqual(lines.filter((line) => /kubectl describe (svc|service)/.test(line) && /condition/.test(line)), []);
});

/** The workloads that docs/migrate.md removes. */
const byMetalLB = ["controller", "speaker"];
const installed = ["controller", "announcer"].flatMap((file) =>
  parseAllDocuments(readPage(`manifests/base/${file}.yaml`).text).map((each): unknown =>
    Object(each.toJS()).metadata?.name
  )
);

/** The commands in a page, without the name of the program: `why default/web`. */
function asked(page: Page): readonly string[] {
  const whole = commandsIn(page, ["arpeggio", "kubectl arpeggio"]).map((line) => line.replace(/^.*?arpeggio /, ""));
  const short = spansIn(page).filter((span) => commands.has(span.split(" ")[0] ?? "") && span.includes(" "));
  return [...whole, ...short];
}

function unknownFlags(line: string): readonly string[] {
  const [name = ""] = line.split(" ");
  const command = commands.get(name);
  const flags = [...line.matchAll(/(?<= )--?[a-z][a-z-]*/g)].map(([flag]) => flag);
  return command === undefined ? [] : flags.filter((flag) => !flagsOf(command).includes(flag));
}

function flagsOf(command: Command): readonly string[] {
  return command.options.flatMap(({ short, long }) => [short, long]).filter((flag) => flag !== undefined);
}

function exists(path: string): boolean {
  try {
    Deno.statSync(new URL(path, root));
    return true;
  } catch {
    return false;
  }
}
