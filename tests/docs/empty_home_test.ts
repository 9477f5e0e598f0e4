import assert from "node:assert/strict";
import { haveCommands } from "../cluster/machine/commands.ts";
import { EmptyHome } from "./empty_home.ts";
import { readPage, shellUnder } from "./markdown.ts";

const ignore = !await haveCommands("bash", "git");
const readme = readPage("README.md");
const questions = readPage("docs/questions.md");
const install = shellUnder(questions, "The command")[0] ?? "";

Deno.test("README: a plan of a file works from an empty home", async () => {
  await using home = await EmptyHome.create();
  const { code, out, err } = await home.run(shellUnder(readme, "Try it on a file").slice(0, 1));
  assert.equal(code, 0, err);
  assert.match(out, /^192\.0\.2\.36 +first-pool +default\/web/m);
});

Deno.test({
  name: "README: installing arpeggio and asking it works from an empty home",
  ignore,
  async fn(): Promise<void> {
    await using home = await EmptyHome.create();
    const { code, out, err } = await home.run(shellUnder(readme, "Ask it"));
    assert.equal(code, 0, err);
    assert.match(out, /^Usage: arpeggio /m);
    assert.match(out, /^Service default\/hidden {2}Assigned: /m);
  },
});

Deno.test({
  name: "docs/questions.md: the recipes work in a user's own repository, even if nothing has changed",
  ignore,
  async fn(t): Promise<void> {
    await using home = await EmptyHome.create();
    const installed = await home.run([install]);
    assert.equal(installed.code, 0, installed.err);
    const path = 'export PATH="$HOME/.deno/bin:$PATH"';
    const project = `${home.path}/project`;
    await Deno.mkdir(`${project}/pools`, { recursive: true });
    await Deno.mkdir(`${project}/manifests`);
    const first = await Deno.readTextFile(new URL("../../docs/examples/first.yaml", import.meta.url));
    await Deno.writeTextFile(`${project}/pools/first.yaml`, first);
    await Deno.writeTextFile(`${project}/manifests/first.yaml`, first);
    await Deno.writeTextFile(`${project}/old.yaml`, oldPool);
    const git = "git -c user.name=a -c user.email=a@example.com";
    const repository = [
      "git init -q",
      "git add .",
      `${git} commit -qm first`,
      "git update-ref refs/remotes/origin/main HEAD",
    ];
    assert.equal((await home.run(repository, project)).code, 0);

    await t.step("whatif on a branch that changes no pool prints nothing", async () => {
      const { code, out, err } = await home.run([path, ...shellUnder(questions, "What if")], project);
      assert.deepEqual([code, out, err], [0, "", ""]);
    });

    await t.step("check in CI", async () => {
      const { code, out, err } = await home.run([path, ...shellUnder(questions, "In CI")], project);
      assert.equal(code, 0, err);
      assert.match(out, /^Nothing is wrong in 1 pool, 1 advertisement/m);
      assert.equal(JSON.parse(await Deno.readTextFile(`${project}/arpeggio.sarif`)).version, "2.1.0");
    });

    await t.step("convert, then check of its output", async () => {
      const { code, out, err } = await home.run(
        [path, ...shellUnder(questions, "Old configuration of MetalLB")],
        project,
      );
      assert.equal(code, 0, err);
      assert.match(out, /^Nothing is wrong in 1 pool, 1 advertisement/m);
    });
  },
});

const oldPool = `apiVersion: metallb.io/v1beta1
kind: AddressPool
metadata: { name: gold, namespace: metallb-system }
spec: { protocol: layer2, addresses: [192.0.2.160/28] }
`;
