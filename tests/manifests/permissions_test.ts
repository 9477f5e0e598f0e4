import assert from "node:assert/strict";
import { parse } from "yaml";
import {
  type Component,
  flagsOf,
  inPod,
  inPodWithBgp,
  permissionsOf,
  type Reach,
  sealed,
} from "../../runtime/deploy/permissions.ts";

const root = new URL("../../", import.meta.url);

const rows: readonly { readonly file: string; readonly component: Component; readonly reach: Reach }[] = [
  { file: "base/controller.yaml", component: "controller", reach: inPod },
  { file: "base/announcer.yaml", component: "announcer", reach: inPod },
  { file: "components/bgp/announcer.yaml", component: "announcer", reach: inPodWithBgp },
];

async function argumentsIn(file: string): Promise<readonly string[]> {
  const { spec } = parse(await Deno.readTextFile(new URL(`manifests/${file}`, root)));
  const [container] = spec.template.spec.containers;
  return container.args;
}

/** Memory limits and the like, as the task that starts the component has them. */
async function engineFlags(component: Component): Promise<readonly string[]> {
  const { tasks } = parse(await Deno.readTextFile(new URL("deno.json", root)));
  const words: readonly string[] = tasks[component].command.split(" ");
  return words.filter((word) => word.startsWith("--v8-flags"));
}

for (const { file, component, reach } of rows) {
  Deno.test(`manifests/${file} has exactly the permissions of its component, and the engine's flags of its task`, async () => {
    const args = await argumentsIn(file);
    const wanted = ["run", ...await engineFlags(component), ...sealed, ...flagsOf(permissionsOf(component, reach))];
    assert.deepEqual(args.slice(0, args.indexOf("/app/main.js")), wanted);
  });
}

Deno.test("with BGP the announcer is told all that it is told without", async () => {
  const [plain, bgp] = await Promise.all([
    argumentsIn("base/announcer.yaml"),
    argumentsIn("components/bgp/announcer.yaml"),
  ]);
  const told = (args: readonly string[]): readonly string[] => args.slice(args.indexOf("/app/main.js"));
  assert.deepEqual(told(bgp), [...told(plain), "--bgp", "--frr-sockets=/var/run/frr"]);
});
