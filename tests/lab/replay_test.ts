import assert from "node:assert/strict";
import { decide } from "../../functions/decide.ts";
import type { Desired } from "../../functions/model/reporting/desired.ts";
import { textLines } from "../../runtime/ground/text_lines.ts";
import { Lab } from "../../runtime/lab/lab.ts";
import { replay } from "../../runtime/recording/replay.ts";
import { worldsAllowed } from "../runtime/lab/world_allowed.ts";
import { chaos, chaosLab, entry } from "./stage/chaos.ts";

const ignore = !await worldsAllowed();
const recording = "/run/lab/recording";

Deno.test({ name: "recorded chaos in the lab replays to the same decisions", ignore }, async (t) => {
  await using lab = await Lab.create({ nodes: 4, entry });
  await chaosLab(lab, ["--record", recording]);
  await chaos(lab, 8, (blows) => blows < 15);
  const path = lab.world.outside(recording);

  await t.step("the same functions decide the same in every pass", async () => {
    const { passes, differences } = await replay(linesOf(path));
    assert.deepEqual(differences, []);
    assert.ok(passes >= 10, `only ${passes} passes were recorded`);
  });

  await t.step("after an intentional change of the functions, exactly the changed decisions are shown", async () => {
    const { differences } = await replay(linesOf(path), (observed) => otherwise(decide(observed)));
    assert.deepEqual([...new Set(differences.map(({ subject }) => subject))], ["Service default/best"]);
    assert.ok(differences.every(({ recorded, today }) => recorded !== null && today === `${recorded}, says the test`));
  });
});

/** A changed function: its decision differs for one Service. */
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
