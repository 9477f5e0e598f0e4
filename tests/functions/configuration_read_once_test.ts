/**
 * A pass parses each object of the configuration only once. For each kind, there is a field that only its parser reads;
 * the test counts how often that field is read.
 *
 * @module
 */

import assert from "node:assert/strict";
import { decide } from "../../functions/decide.ts";
import { explain } from "../../functions/explain.ts";
import { readConfiguration } from "../../functions/model/configuration/configuration.ts";
import type { Observed } from "../../functions/model/observed.ts";
import { scenariosIn } from "./scenarios.ts";

/** By list: a field that only the parser of this kind reads. */
const fields = {
  pools: "avoidBuggyIPs",
  l2Advertisements: "interfaces",
  bgpPeers: "connectTime",
  bgpAdvertisements: "localPref",
  bfdProfiles: "detectMultiplier",
  communities: "communities",
} as const;

type List = keyof typeof fields;

const lists: readonly List[] = [
  "pools",
  "l2Advertisements",
  "bgpPeers",
  "bgpAdvertisements",
  "bfdProfiles",
  "communities",
];

const worlds = [...scenariosIn("elect"), ...scenariosIn("report")].map(({ observed }) => observed);

for (const list of lists) {
  Deno.test(`a pass and a question parse ${list} once each`, () => {
    const given = worlds.filter((world) => world[list].length > 0);
    assert.ok(given.length > 0);
    for (const world of given) {
      const once = readsIn(list, world, readConfiguration);
      assert.ok(once > 0);
      assert.equal(readsIn(list, world, decide), once);
      assert.equal(readsIn(list, world, (observed) => explain(observed, { about: "node", name: "n1" })), once);
    }
  });
}

/** How often the field of the kind is read. */
function readsIn(list: List, world: Observed, act: (observed: Observed) => unknown): number {
  let count = 0;
  const objects = world[list].map((object) => {
    const spec = new Proxy<Record<string, unknown>>({ ...object.spec }, {
      get(target, key): unknown {
        if (key === fields[list]) count++;
        return target[String(key)];
      },
    });
    return { ...object, spec };
  });
  act({ ...world, [list]: objects });
  return count;
}
