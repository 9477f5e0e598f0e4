import fc from "fast-check";
import { parse } from "yaml";
import { announce } from "../../functions/announce.ts";
import { check } from "../../functions/check.ts";
import { decide } from "../../functions/decide.ts";
import { defaultSettings } from "../../functions/model/observed.ts";
import { isKind } from "../../runtime/store/schema.ts";
import { type Scenario, situationOf } from "./announce_scenario.ts";
import { spoiled } from "./nonsense.ts";
import { routeFixtures, routeInput } from "./route_fixtures.ts";
import { scenariosIn } from "./scenarios.ts";

const runs = { numRuns: 300 };
const scenarios = [...scenariosIn("elect"), ...scenariosIn("report")].map(({ observed }) => observed);

/** `check` judges these, so the door lets them in as they are. */
Deno.test("decide: nonsense in any place of the configuration throws nowhere", () => {
  const bgp = ["bgpPeers", "bgpAdvertisements", "bfdProfiles", "communities"] as const;
  const worlds = spoiled(scenarios, ["pools", "l2Advertisements", ...bgp]);
  fc.assert(fc.property(worlds, (world) => void decide(world)), runs);
});

Deno.test("decide: whatever the schemas of the other kinds allow throws nowhere", () => {
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

Deno.test("check: nonsense in any place of what only BGP needs throws nowhere", () => {
  const worlds = routeFixtures().map(({ yaml }) => {
    const { node, ...input } = routeInput(Deno.readTextFileSync(yaml));
    return { namespaces: [], pools: [], l2Advertisements: [], ...input, nodes: [node], settings: defaultSettings };
  });
  const kinds = ["bgpPeers", "bgpAdvertisements", "bfdProfiles", "communities"] as const;
  fc.assert(fc.property(spoiled(worlds, kinds), (world) => void check(world)), runs);
});

/** The API server, or the folder store, holds VirtualIPs to their schema. */
Deno.test("announce: whatever the schema of a VirtualIP allows throws nowhere", () => {
  const folder = new URL("../fixtures/announce/", import.meta.url);
  const files = [...Deno.readDirSync(folder)].map(({ name }) => name).filter((name) => name.endsWith(".yaml"));
  const told = files.flatMap((name): Scenario[] => parse(Deno.readTextFileSync(new URL(name, folder))));
  const situations = spoiled(told.map(situationOf), ["virtualIPs"]).filter(({ virtualIPs }) =>
    virtualIPs.every((each) => isKind("VirtualIP", each))
  );
  fc.assert(fc.property(situations, (situation) => void announce(situation)), runs);
});
