import assert from "node:assert/strict";
import fc from "fast-check";
import { announce } from "../../functions/announce.ts";
import { check } from "../../functions/check.ts";
import { decide } from "../../functions/decide.ts";
import { defaultSettings } from "../../functions/model/observed.ts";
import { isKind } from "../../runtime/store/schema.ts";
import { situationOf } from "./announce_scenario.ts";
import { spoiled } from "./nonsense.ts";
import { routeFixtures } from "./route_fixtures.ts";
import { scenariosIn } from "./scenarios.ts";

const runs = { numRuns: 300 };
const scenarios = [...scenariosIn("elect"), ...scenariosIn("report")].map(({ observed }) => observed);

/** The function `check` checks these objects, so no schema is applied to them before. */
Deno.test("decide: nonsense anywhere in the configuration throws no error", () => {
  const bgp = ["bgpPeers", "bgpAdvertisements", "bfdProfiles", "communities"] as const;
  const worlds = spoiled(scenarios, ["pools", "l2Advertisements", ...bgp]);
  fc.assert(fc.property(worlds, (world) => void decide(world)), runs);
});

Deno.test("decide: an object of another kind that its schema allows throws no error", () => {
  const worlds = spoiled(scenarios, [
    "services",
    "namespaces",
    "nodes",
    "endpointSlices",
    "leases",
    "virtualIPs",
    "l2Statuses",
    "bgpStatuses",
    "configurationStates",
  ]).filter((world) =>
    world.services.every((each) => isKind("Service", each)) &&
    world.namespaces.every((each) => isKind("Namespace", each)) &&
    world.nodes.every((each) => isKind("Node", each)) &&
    world.endpointSlices.every((each) => isKind("EndpointSlice", each)) &&
    world.leases.every((each) => isKind("Lease", each)) &&
    world.virtualIPs.every((each) => isKind("VirtualIP", each)) &&
    world.l2Statuses.every((each) => isKind("ServiceL2Status", each)) &&
    world.bgpStatuses.every((each) => isKind("ServiceBGPStatus", each)) &&
    world.configurationStates.every((each) => isKind("ConfigurationState", each))
  );
  fc.assert(fc.property(worlds, (world) => void decide(world)), runs);
});

/** The schema of VirtualIPs requires this list. */
Deno.test("decide: a VirtualIP without a list of Services throws no error, and is written again", () => {
  for (const { observed } of scenariosIn("elect")) {
    const planned = decide(observed).virtualIPs.find(({ spec }) => spec.services.length > 0);
    if (planned === undefined) continue;
    const broken = JSON.parse(JSON.stringify({ ...planned, spec: { ...planned.spec, services: null } }));
    const again = decide({ ...observed, virtualIPs: [broken] }).virtualIPs
      .find(({ metadata: { name } }) => name === planned.metadata.name);
    assert.deepEqual(again?.spec.services, planned.spec.services);
  }
});

Deno.test("check: nonsense anywhere in the BGP kinds throws no error", () => {
  const worlds = routeFixtures().map(({ input: { node, ...input } }) => {
    return { namespaces: [], pools: [], l2Advertisements: [], ...input, nodes: [node], settings: defaultSettings };
  });
  const kinds = ["bgpPeers", "bgpAdvertisements", "bfdProfiles", "communities"] as const;
  fc.assert(fc.property(spoiled(worlds, kinds), (world) => void check(world)), runs);
});

/** The API server or the folder store checks VirtualIPs against their schema. */
Deno.test("announce: a VirtualIP that its schema allows throws no error", () => {
  const told = scenariosIn("announce").map((each) => situationOf(each.told));
  const situations = spoiled(told, ["virtualIPs"]).filter(({ virtualIPs }) =>
    virtualIPs.every((each) => isKind("VirtualIP", each))
  );
  fc.assert(fc.property(situations, (situation) => void announce(situation)), runs);
});
