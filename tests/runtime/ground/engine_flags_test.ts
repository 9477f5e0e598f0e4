import assert from "node:assert/strict";
import { components } from "../../../runtime/deploy/permissions.ts";
import { engineFlagsFor } from "../../../runtime/ground/engine_flags.ts";
import { programCommand } from "../../../runtime/lab/stage/program.ts";

const configuration = new URL("../../../deno.json", import.meta.url);

for (const component of components) {
  Deno.test(`deno task ${component} has the same engine flags as the lab`, async () => {
    const { tasks } = JSON.parse(await Deno.readTextFile(configuration));
    const words: readonly string[] = tasks[component].command.split(" ");
    const flags = engineFlagsFor(component);
    assert.deepEqual(words.filter((word) => word.startsWith("--v8-flags")), flags);
    assert.deepEqual(programCommand("main.ts", [component]).args.slice(1, 1 + flags.length), flags);
  });
}

Deno.test.each(components)("the engine accepts the flags of the %s", async (component) => {
  const args = ["eval", ...engineFlagsFor(component), "0"];
  const { code, stderr } = await new Deno.Command(Deno.execPath(), { args, stdout: "null" }).output();
  assert.deepEqual({ code, said: new TextDecoder().decode(stderr) }, { code: 0, said: "" });
});
