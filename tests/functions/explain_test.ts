import assert from "node:assert/strict";
import { decide } from "../../functions/decide.ts";
import { explain } from "../../functions/explain.ts";
import { allocationReasons, announcementReasons } from "../../functions/model/reasons.ts";
import type { ServiceExplanation } from "../../functions/model/questions/explanation.ts";
import { readManifests } from "../../runtime/cli/read_manifests.ts";
import { appliedCommand } from "./kubectl_command.ts";

const folder = new URL("../fixtures/questions/", import.meta.url).pathname;
const reasons = [...Deno.readDirSync(`${folder}reasons`)].map(({ name }) => name);

for (const reason of reasons) {
  const world = [`${folder}nodes.yaml`, `${folder}reasons/${reason}/world.yaml`];
  const cure = `${folder}reasons/${reason}/cure.yaml`;
  /** The cure as `why` puts it. */
  const proposal = Deno.readTextFileSync(cure).split("\n")[0]?.replace(/^# /, "") ?? "";

  Deno.test(`explain: ${reason} is named, and its cure cures`, async (t) => {
    const { observed } = await readManifests(world);
    const explained = explain(observed, { about: "service", key: "default/web" });
    assert.ok(explained.about === "service");
    assert.equal(reasonOf(explained), reason);
    const proposed = explained.nextSteps.map(({ text }) => text);
    assert.ok(proposed.some((text) => text.startsWith(proposal)), `${proposal} is not among ${proposed.join("; ")}`);
    await t.step(proposal, async () => assertCured((await readManifests([...world, cure])).observed));
    for (const { command = "" } of explained.nextSteps) {
      const cured = await appliedCommand(command, observed);
      if (cured !== undefined) await t.step(command, () => assertCured(cured));
    }
  });
}

Deno.test("explain: there is a scenario for every reason", () => {
  const lacking = [...allocationReasons, ...announcementReasons].filter((each) =>
    !["Assigned", "Announcing"].includes(each)
  );
  assert.deepEqual([...new Set(lacking)].sort(), reasons.toSorted());
});

/** What an explanation names: why there is no address, else why it is not announced. */
function reasonOf({ verdict, addresses }: ServiceExplanation): string | undefined {
  return verdict.reason === "Assigned" ? addresses[0]?.reason : verdict.reason;
}

/** The plan gives an address, and a node to announce it, to the Service. */
function assertCured(observed: Parameters<typeof decide>[0]): void {
  const { allocations, elections } = decide(observed);
  const allocation = allocations.find(({ service }) => service === "default/web");
  assert.equal(allocation?.verdict.reason, "Assigned", allocation?.verdict.message ?? "no allocation");
  for (const address of allocation.addresses) {
    const election = elections.find((each) => each.address === address);
    assert.equal(election?.verdict.reason, "Pending", election?.verdict.message ?? "no election");
  }
}
