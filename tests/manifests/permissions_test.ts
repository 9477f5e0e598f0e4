import assert from "node:assert/strict";
import { parse } from "yaml";
import {
  type Component,
  components,
  flagsOf,
  inPod,
  inPodWithBgp,
  permissionsOf,
  type Reach,
  sealed,
} from "../../runtime/deploy/permissions.ts";
import { engineFlagsFor } from "../../runtime/ground/engine_flags.ts";

const root = new URL("../../", import.meta.url);

const rows: readonly { readonly file: string; readonly component: Component; readonly reach: Reach }[] = [
  { file: "base/controller.yaml", component: "controller", reach: inPod },
  { file: "base/announcer.yaml", component: "announcer", reach: inPod },
  { file: "components/bgp/controller.yaml", component: "controller", reach: inPod },
  { file: "components/bgp/announcer.yaml", component: "announcer", reach: inPodWithBgp },
];

async function containerIn(file: string): Promise<{ args: readonly string[]; env?: readonly unknown[] }> {
  const { spec } = parse(await Deno.readTextFile(new URL(`manifests/${file}`, root)));
  return spec.template.spec.containers[0];
}

async function argumentsIn(file: string): Promise<readonly string[]> {
  return (await containerIn(file)).args;
}

for (const { file, component, reach } of rows) {
  Deno.test(`manifests/${file} has exactly the permissions of its component, and the same engine flags as the task`, async () => {
    const args = await argumentsIn(file);
    const wanted = ["run", ...engineFlagsFor(component), ...sealed, ...flagsOf(permissionsOf(component, reach))];
    assert.deepEqual(args.slice(0, args.indexOf("/app/main.js")), wanted);
  });
}

Deno.test.each(components)("manifests/base/%s.yaml has the same memory settings as the task", async (component) => {
  const { tasks } = parse(await Deno.readTextFile(new URL("deno.json", root)));
  const told = [...tasks[component].command.matchAll(/(MALLOC_[A-Z_]+|DENO_USR2_MEMORY_TRIM)=(\d+) /g)].map((
    [, name, value],
  ) => ({
    name,
    value,
  }));
  const { env = [] } = await containerIn(`base/${component}.yaml`);
  assert.notDeepEqual(told, []);
  assert.deepEqual(env.filter((each) => /^MALLOC_|^DENO_USR2_MEMORY_TRIM$/.test(String(Object(each).name))), told);
});

const withBgp: Readonly<Record<Component, readonly string[]>> = {
  controller: ["--bgp-passwords=arpeggio-announcer-bgp-passwords"],
  announcer: ["--bgp", "--frr-sockets=/var/run/frr"],
};

Deno.test.each(components)("with BGP the %s has all arguments that it has without BGP", async (component) => {
  const [plain, bgp] = await Promise.all([
    argumentsIn(`base/${component}.yaml`),
    argumentsIn(`components/bgp/${component}.yaml`),
  ]);
  const told = (args: readonly string[]): readonly string[] => args.slice(args.indexOf("/app/main.js"));
  assert.deepEqual(told(bgp), [...told(plain), ...withBgp[component]]);
});
