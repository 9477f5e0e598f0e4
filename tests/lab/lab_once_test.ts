import assert from "node:assert/strict";
import type { TourResult } from "../../runtime/lab/tour/result.ts";
import { eventually } from "../../runtime/lab/stage/eventually.ts";
import { worldsAllowed } from "../runtime/lab/world_allowed.ts";
import { startLab } from "./stage/started_lab.ts";

const ignore = !await worldsAllowed();

/** Drops these capabilities, so that the lab makes its namespaces inside a user namespace. */
const withoutRights = ["setpriv", "--bounding-set=-sys_admin,-net_admin"];

const callers = [
  { caller: "the user of the tests", prefix: [] },
  ...Deno.uid() === 0 ? [{ caller: "a user without rights", prefix: withoutRights }] : [],
];

Deno.test.each(callers)("lab --once shows a failover, run by $caller", { ignore }, async ({ prefix }) => {
  const lab = startLab(["--once"], prefix);
  const { code, stdout } = await lab.process.output();
  const text = new TextDecoder().decode(stdout);
  const result: TourResult = JSON.parse(text.trimEnd().split("\n").at(-1) ?? "");

  assert.equal(code, 0, text);
  const { surrogate_ms, failover_ms, arp_ms, ...others } = result;
  assert.match(result.address ?? "", /^172\.16\.16\.\d+$/);
  assert.match(result.node ?? "", /^test-[012]$/);
  assert.notEqual(result.failover_node, result.node);
  assert.ok(Object.values(others).every((value) => value !== false && value !== null), text);
  for (const time of [arp_ms, surrogate_ms, failover_ms]) assert.ok(time !== null && time > 0, text);
  assert.deepEqual(lab.leftovers(), []);
});

Deno.test("an interrupted lab leaves no process", { ignore }, async () => {
  const lab = startLab([]);
  const reader = lab.process.stdout.pipeThrough(new TextDecoderStream()).getReader();
  for (let text = ""; !text.includes("is killed");) {
    const { value, done } = await reader.read();
    assert.ok(!done, text);
    text += value;
  }
  assert.ok(lab.leftovers().length > 5, "the lab runs");
  lab.process.kill("SIGINT");
  assert.equal((await lab.process.status).signal, "SIGINT");
  await reader.cancel();
  await eventually("no process is left", () => Promise.resolve(lab.leftovers().length === 0));
});
