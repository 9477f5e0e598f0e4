import assert from "node:assert/strict";
import { stripVTControlCharacters } from "node:util";
import { haveCommands } from "../../cluster/machine/commands.ts";

const root = new URL("../../../", import.meta.url);
const ignore = !await haveCommands("script");
const question = "run -A --quiet runtime/main.ts why default/nginx -f tests/fixtures/plan/main_job.yaml";
const colored = "\u001b[32mAssigned\u001b[0m";

const terminals = [
  { name: "has colors on a terminal", env: {}, wanted: true },
  { name: "has no colors with NO_COLOR", env: { NO_COLOR: "1" }, wanted: false },
];

Deno.test.each(terminals)("why $name, and its columns line up", { ignore }, async ({ env, wanted }) => {
  const { NO_COLOR: _, ...others } = Deno.env.toObject();
  const { stdout } = await new Deno.Command("script", {
    args: ["--quiet", "--return", "--command", `${Deno.execPath()} ${question}`, "/dev/null"],
    cwd: root,
    clearEnv: true,
    env: { ...others, ...env },
    stdin: "null",
  }).output();
  const text = new TextDecoder().decode(stdout).replaceAll("\r", "");
  assert.equal(text.includes(colored), wanted);
  const plain = stripVTControlCharacters(text).split("\n");
  const nodes = plain.filter((line) => /^ {4}test-\d/.test(line));
  assert.equal(nodes.length, 3);
  assert.equal(new Set(nodes.map((line) => line.search(/(?<=chosen {3}|may not {2})/))).size, 1);
});
