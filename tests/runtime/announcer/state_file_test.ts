import assert from "node:assert/strict";
import type { VirtualIP } from "../../../functions/model/crds.ts";
import { PlanSaver } from "../../../runtime/announcer/plan_saver.ts";
import { loadPlan, savePlan } from "../../../runtime/announcer/state_file.ts";

const virtualIP: VirtualIP = {
  apiVersion: "arpeggio.dev/v1alpha1",
  kind: "VirtualIP",
  metadata: { name: "10.0.0.200" },
  spec: { address: "10.0.0.200", pool: "first-pool", services: [] },
};

async function loaded(text: string): Promise<unknown> {
  const folder = await Deno.makeTempDir({ prefix: "arpeggio-state-" });
  try {
    await Deno.writeTextFile(`${folder}/plan.json`, text);
    return await loadPlan(folder);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

const plan = { virtualIPs: [virtualIP], leases: [] };

const rows: readonly { readonly name: string; readonly text: string; readonly plan: unknown }[] = [
  { name: "of the first development versions, without a version", text: JSON.stringify(plan), plan },
  { name: "of version 1", text: JSON.stringify({ version: 1, ...plan }), plan },
  {
    name: "with additional fields of a later release",
    text: JSON.stringify({ version: 1, ...plan, more: [1], virtualIPs: [{ ...virtualIP, more: 1 }] }),
    plan: { ...plan, virtualIPs: [{ ...virtualIP, more: 1 }] },
  },
  { name: "of an unknown version", text: JSON.stringify({ version: 2, ...plan }), plan: undefined },
  {
    name: "with invalid objects",
    text: JSON.stringify({ ...plan, virtualIPs: [virtualIP, null, 3, {}, { metadata: { name: "x" } }], leases: [[]] }),
    plan,
  },
  { name: "cut short", text: JSON.stringify(plan).slice(0, 40), plan: undefined },
  { name: "empty", text: "", plan: undefined },
  { name: "something else", text: "[]", plan: undefined },
];

Deno.test.each([...rows])("the last plan on disk, $name", async ({ text, plan }) => {
  assert.deepEqual(await loaded(text), plan);
});

Deno.test("a plan that cannot be saved leaves no file", async () => {
  const folder = await Deno.makeTempDir({ prefix: "arpeggio-state-" });
  try {
    // A file cannot replace a folder.
    await Deno.mkdir(`${folder}/plan.json`);
    await assert.rejects(savePlan(folder, plan), Deno.errors.IsADirectory);
    assert.deepEqual((await Array.fromAsync(Deno.readDir(folder))).map(({ name }) => name), ["plan.json"]);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

Deno.test("a saved plan is read again, and its file has a version", async () => {
  const folder = await Deno.makeTempDir({ prefix: "arpeggio-state-" });
  try {
    assert.equal(await loadPlan(folder), undefined);
    await savePlan(folder, plan);
    assert.deepEqual(await loadPlan(folder), plan);
    assert.equal(JSON.parse(await Deno.readTextFile(`${folder}/plan.json`)).version, 1);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

Deno.test("a change of the plan just before the announcer ends is saved", async () => {
  const folder = await Deno.makeTempDir({ prefix: "arpeggio-state-" });
  try {
    const saver = new PlanSaver(folder);
    saver.save({ saved: plan });
    await saver.settled();
    assert.deepEqual(await loadPlan(folder), plan);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});
