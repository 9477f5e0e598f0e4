import assert from "node:assert/strict";
import { parse } from "yaml";
import { announce } from "../../functions/announce.ts";
import { compared } from "./announce_expectation.ts";
import { type Scenario, situationOf } from "./announce_scenario.ts";

const fixtures = new URL("../fixtures/announce/", import.meta.url);
const known = new Set(
  ("name me address order revision policy status links idle listening peers probes stranger overheard duty refresh expect " +
    "duty answers gratuitous probes claims declines status again").split(" "),
);

for (const file of [...Deno.readDirSync(fixtures)].map((each) => each.name).filter((name) => name.endsWith(".yaml"))) {
  const scenarios: readonly Scenario[] = parse(Deno.readTextFileSync(new URL(file, fixtures)));
  for (const scenario of scenarios) {
    Deno.test(`announce, ${file.replace(".yaml", "").replaceAll("_", " ")}: ${scenario.name}`, () => {
      for (const key of [...Object.keys(scenario), ...Object.keys(scenario.expect)]) assert.ok(known.has(key), key);
      const { expected, actual } = compared(scenario, announce(situationOf(scenario)));
      assert.deepEqual(actual, expected);
    });
  }
}
