import assert from "node:assert/strict";
import { announce } from "../../functions/announce.ts";
import type { Duty } from "../../functions/model/announcing/duties/duty.ts";
import { type Regions, regions } from "../../functions/model/announcing/duties/regions.ts";
import { isTransition, type Transition, transitions } from "../../functions/model/announcing/duties/transitions.ts";
import { addressOf, dutiesOf, type Scenario, situationOf } from "./announce_scenario.ts";
import { scenariosIn } from "./scenarios.ts";

interface Walked {
  readonly before: Duty | undefined;
  readonly after: Duty | undefined;
}

const walks = new Map(scenariosIn("announce").map(({ name, told }) => [name, walk(told)]));

function walk(scenario: Scenario): Walked {
  const address = addressOf(scenario);
  const after = announce(situationOf(scenario)).duties.get(address);
  return { before: dutiesOf(scenario).get(address), after };
}

function stateOf(duty: Duty | undefined): string {
  return duty?.state ?? "none";
}

/** The regions of a duty; `no` for a region that the state does not have. */
function regionsOf(duty: Duty | undefined): Regions {
  const none = { contest: "no", conflict: "no", yielding: "no" } as const;
  if (duty?.role !== "holding") return none;
  const yielding = duty.yielding.is;
  return duty.state === "probing"
    ? { ...none, yielding }
    : { contest: duty.contest.is, conflict: duty.conflict.is, yielding };
}

function assertWalked(edge: Transition<string>, stateIn: (duty: Duty | undefined) => string): void {
  assert.ok(edge.rows.length > 0, `${edge.from} to ${edge.to} has no row`);
  for (const row of edge.rows) {
    const walked = walks.get(row);
    assert.ok(walked !== undefined, `There is no row ${row}`);
    const [from, to] = [stateIn(walked.before), stateIn(walked.after)];
    assert.ok(edge.from.includes(from) && edge.to === to && from !== to, `${row} walks from ${from} to ${to}`);
  }
}

for (const edge of transitions) {
  Deno.test(`the rows of a transition to ${edge.to} make this transition: ${edge.on}`, () =>
    assertWalked(edge, stateOf));
}

for (const edge of regions.contest) {
  Deno.test(`contest, to ${edge.to}: ${edge.on}`, () => assertWalked(edge, (duty) => regionsOf(duty).contest));
}
for (const edge of regions.conflict) {
  Deno.test(`conflict, to ${edge.to}: ${edge.on}`, () => assertWalked(edge, (duty) => regionsOf(duty).conflict));
}
for (const edge of regions.yielding) {
  Deno.test(`yielding, to ${edge.to}: ${edge.on}`, () => assertWalked(edge, (duty) => regionsOf(duty).yielding));
}

Deno.test("every row makes a transition of the table, or none", () => {
  for (const [row, { before, after }] of walks) {
    assert.ok(
      isTransition(before?.state ?? "none", after?.state ?? "none"),
      `${row}: ${stateOf(before)} to ${stateOf(after)}`,
    );
  }
});
