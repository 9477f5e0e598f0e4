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

const painted = "\u001b[31mred\u001b[0m";
const hostile = JSON.stringify({
  apiVersion: "v1",
  kind: "Service",
  metadata: { name: `a${painted}`, namespace: "default" },
  spec: { type: "LoadBalancer", clusterIP: "10.0.0.1", ports: [{ port: 80 }] },
});
const hostileQuestions = [
  { name: "plan", asked: "plan" },
  { name: "status", asked: "status" },
  { name: "why", asked: 'why "$HOSTILE"' },
];

Deno.test.each(hostileQuestions)("$name prints the color codes in an object's name as text", { ignore }, async (
  { asked },
) => {
  const { NO_COLOR: _, ...others } = Deno.env.toObject();
  const file = await Deno.makeTempFile({ suffix: ".json" });
  try {
    await Deno.writeTextFile(file, hostile);
    const program = `${Deno.execPath()} run -A --quiet runtime/main.ts`;
    const { stdout } = await new Deno.Command("script", {
      args: ["--quiet", "--return", "--command", `${program} ${asked} ${file}`, "/dev/null"],
      cwd: root,
      clearEnv: true,
      env: { ...others, HOSTILE: `a${painted}` },
      stdin: "null",
    }).output();
    const text = new TextDecoder().decode(stdout);
    assert.ok(text.includes("default/a\\u001b[31mred\\u001b[0m"), text);
    assert.ok(!text.includes(painted), text);
  } finally {
    await Deno.remove(file);
  }
});
