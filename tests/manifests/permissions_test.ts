import assert from "node:assert/strict";
import { parse } from "yaml";
import { type Component, components, flagsOf, inPod, permissionsOf, sealed } from "../../runtime/deploy/permissions.ts";

const root = new URL("../../", import.meta.url);

async function argumentsOf(component: Component): Promise<readonly string[]> {
  const { spec } = parse(await Deno.readTextFile(new URL(`manifests/base/${component}.yaml`, root)));
  const [container] = spec.template.spec.containers;
  assert.deepEqual(container.command, ["deno"]);
  return container.args;
}

/** Memory limits and the like, as the task that starts the component has them. */
async function engineFlags(component: Component): Promise<readonly string[]> {
  const { tasks } = parse(await Deno.readTextFile(new URL("deno.json", root)));
  const words: readonly string[] = tasks[component].command.split(" ");
  return words.filter((word) => word.startsWith("--v8-flags"));
}

for (const component of components) {
  Deno.test(`the manifest of the ${component} has exactly its permissions, and the engine's flags of its task`, async () => {
    const args = await argumentsOf(component);
    const wanted = ["run", ...await engineFlags(component), ...sealed, ...flagsOf(permissionsOf(component, inPod))];
    assert.deepEqual(args.slice(0, args.indexOf("/app/main.js")), wanted);
  });
}
