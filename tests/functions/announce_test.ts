import assert from "node:assert/strict";
import { announce } from "../../functions/announce.ts";
import { compared } from "./announce_expectation.ts";
import { type Scenario, situationOf } from "./announce_scenario.ts";
import { scenariosIn } from "./scenarios.ts";

const known = new Set(
  ("name me address order revision policy shared weights served services status links idle lost listening peers signatures bound probes stranger twins seen duty stalled refresh " +
    "expect duty answers gratuitous probes claims declines status again").split(" "),
);

for (const { name, told } of scenariosIn("announce")) {
  const scenario: Scenario = told;
  Deno.test(`announce, ${name}`, () => {
    for (const key of [...Object.keys(scenario), ...Object.keys(scenario.expect)]) assert.ok(known.has(key), key);
    const { expected, actual } = compared(scenario, announce(situationOf(scenario)));
    assert.deepEqual(actual, expected);
  });
}
