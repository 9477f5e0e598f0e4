import assert from "node:assert/strict";
import { decide } from "../../functions/decide.ts";
import type { Desired } from "../../functions/model/desired.ts";
import { textLines } from "../../runtime/lab/text_lines.ts";
import { Lab } from "../../runtime/lab/lab.ts";
import { replay } from "../../runtime/recording/replay.ts";
import { worldsAllowed } from "../runtime/lab/world_allowed.ts";
import { startAnnouncers } from "./announcers.ts";
import { endpointsOn, ground, services } from "./whatif_manifests.ts";

const ignore = !await worldsAllowed();
const entry = new URL("../../runtime/main.ts", import.meta.url).pathname;
const recording = "/run/lab/recording";
const patienceMs = 30_000;

Deno.test({ name: "a recorded chaos in the lab replays to the same decisions", ignore }, async (t) => {
  await using lab = await Lab.create({ nodes: 3, entry });
  await startAnnouncers(lab);
  lab.apply({ "ground.yaml": ground });
  for (const { name } of lab.nodes) lab.apply({ [`endpoints-${name}.yaml`]: endpointsOn(name) });
  lab.startController(["--record", recording]);
  await chaos(lab);
  const path = lab.world.outside(recording);

  await t.step("the same functions decide the same in every pass", async () => {
    const { passes, differences } = await replay(linesOf(path));
    assert.deepEqual(differences, []);
    assert.ok(passes >= 10, `only ${passes} passes were recorded`);
  });

  await t.step("after an intentional change exactly the changed decisions are shown", async () => {
    const { differences } = await replay(linesOf(path), (observed) => otherwise(decide(observed)));
    assert.deepEqual([...new Set(differences.map(({ subject }) => subject))], ["Service default/best"]);
    assert.ok(differences.every(({ recorded, today }) => recorded !== null && today === `${recorded}, says the test`));
  });
});

/** Services come and go, an announcer crashes, nodes die and come back, a pool shrinks and grows. */
async function chaos(lab: Lab): Promise<void> {
  const moved = async (blow: () => unknown): Promise<void> => {
    const since = Date.now();
    await blow();
    await lab.objects.first(({ kind }) => kind === "VirtualIP", { since, withinMs: patienceMs });
  };
  await moved(() => lab.apply({ "services.yaml": services }));
  for (const { name } of lab.nodes.slice(0, 2)) {
    const node = lab.node(name);
    assert.ok(node !== undefined);
    await moved(() => node.kill());
    await moved(async () => {
      await lab.boot(node);
      lab.apply({ "ground.yaml": ground.replace("172.16.16.0/24", "172.16.16.128/25") });
    });
    await moved(() =>
      lab.apply({ "ground.yaml": ground, "services.yaml": services.replace("name: two", "name: second") })
    );
    await node.endAnnouncer();
    node.startAnnouncer();
    await moved(() => lab.apply({ "services.yaml": services }));
  }
}

/** A function that has learnt to say something else about one Service. */
function otherwise(desired: Desired): Desired {
  return {
    ...desired,
    allocations: desired.allocations.map((each) =>
      each.service === "default/best"
        ? { ...each, verdict: { ...each.verdict, message: `${each.verdict.message}, says the test` } }
        : each
    ),
  };
}

async function* linesOf(path: string): AsyncGenerator<string> {
  using file = await Deno.open(path);
  yield* textLines(file.readable);
}
