import assert from "node:assert/strict";
import { arpeggio } from "./program.ts";

const { out: overview } = await arpeggio(["--help"]);
const commands = [...overview.matchAll(/^ {2}([a-z]+)(?: |$)/gm)].map(([, name]) => name ?? "")
  .filter((name) => name !== "help");

Deno.test("help lists every command", () => {
  assert.deepEqual(commands.toSorted(), [
    "announcer",
    "check",
    "collect",
    "completion",
    "controller",
    "convert",
    "deploy",
    "history",
    "lab",
    "permissions",
    "plan",
    "replay",
    "status",
    "whatif",
    "why",
  ]);
});

for (const name of ["", ...commands]) {
  Deno.test(`arpeggio ${name} --help fits 80 columns and shows no empty default`, async () => {
    const { code, out } = await arpeggio([...name === "" ? [] : [name], "--help"]);
    assert.equal(code, 0);
    assert.deepEqual(out.split("\n").filter((line) => [...line].length > 80), []);
    assert.doesNotMatch(out, /default: \[\]/);
  });
}

Deno.test("arpeggio --version prints the newest version in CHANGELOG.md", async () => {
  const changelog = await Deno.readTextFile(new URL("../../../CHANGELOG.md", import.meta.url));
  const [, newest] = /^## (\d+\.\d+\.\d+)/m.exec(changelog) ?? [];
  const { code, out } = await arpeggio(["--version"]);
  assert.deepEqual([code, out], [0, `${newest}\n`]);
});

Deno.test("a terminal of 120 columns gets help of 120 columns", async () => {
  const { out } = await arpeggio(["why", "--help"], { env: { COLUMNS: "120" } });
  const widths = out.split("\n").map((line) => [...line].length);
  assert.ok(widths.some((width) => width > 80) && widths.every((width) => width <= 120));
});
