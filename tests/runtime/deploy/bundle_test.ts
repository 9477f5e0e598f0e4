import assert from "node:assert/strict";
import { bundleProgram } from "../../../runtime/deploy/bundle.ts";
import { scratchFolder } from "../../cluster/machine/scratch_folder.ts";
import { run } from "../cli/program.ts";

Deno.test("the bundle answers questions, and refuses the commands of a checkout in one line", async () => {
  await using folder = await scratchFolder("arpeggio-bundle-");
  const path = `${folder.path}/main.js`;
  await bundleProgram(path);
  assert.doesNotMatch(await Deno.readTextFile(path), /^ \* /m, "a line of a doc comment");
  const bundled = (...args: readonly string[]): ReturnType<typeof run> =>
    run(["run", "-A", "--no-config", "--no-remote", "--no-npm", "--cached-only", path, ...args]);
  const { code, out } = await bundled("plan", "docs/examples/first.yaml");
  assert.equal(code, 0);
  assert.match(out, /^192\.0\.2\.36 +first-pool +default\/web/m);
  for (const name of ["deploy", "lab"]) {
    const refused = await bundled(name, "--bgp");
    const err = `Cannot run ${name}: only a checkout has this command; run deno task ${name} there\n`;
    assert.deepEqual(refused, { code: 2, out: "", err });
  }
});

Deno.test("a command that is installed bundles its checkout from any folder", async () => {
  await using folder = await scratchFolder("arpeggio-bundle-");
  const file = new URL("../../../runtime/deploy/bundle.ts", import.meta.url);
  const script = `import { bundleProgram } from "${file}"; await bundleProgram("${folder.path}/main.js");`;
  const { code, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["eval", "--config", new URL("../../deno.json", file).pathname, script],
    cwd: folder.path,
  }).output();
  assert.equal(code, 0, new TextDecoder().decode(stderr));
  assert.ok((await Deno.stat(`${folder.path}/main.js`)).size > 100_000);
});
