import assert from "node:assert/strict";
import { checkBGPAdvertisements } from "../../../../functions/model/bgp/advertisement_conflicts.ts";
import { communityValues, readCommunities } from "../../../../functions/model/bgp/community.ts";
import { readBFDProfiles } from "../../../../functions/model/bgp/bfd_profile.ts";
import { readPools } from "../../../../functions/model/pools/pool.ts";
import { advertisements, communities, node, pools, profiles } from "../bgp_objects.ts";

const namespace = "metallb-system";
const named = readCommunities(communities("spec: {communities: [{name: gold, value: '64512:1'}]}"), namespace);
const context = {
  namespace,
  communities: communityValues(named.valid),
  pools: readPools(
    pools(
      "name: four\nspec: {addresses: [10.0.0.0/24]}\n---\nname: both\nspec: {addresses: [10.1.0.5-10.1.0.8, 'fc00::/64']}",
    ),
    namespace,
  ).valid,
  peers: new Set(["router-a", "router-b"]),
  nodes: [node("n1", { rack: "a" }), node("n2", { rack: "b" })],
};

const single = [
  { spec: "", faults: [] },
  { spec: "communities: [gold, '65535:65281', 'large:1:2:3']", faults: [] },
  { spec: "communities: [silver]", faults: ["spec.communities[0] UnknownCommunity"] },
  { spec: "communities: ['65536:1']", faults: ["spec.communities[0] InvalidCommunity"] },
  { spec: "communities: [gold, gold]", faults: ["spec.communities[1] DuplicateEntry"] },
  { spec: "localPref: -1", faults: ["spec.localPref InvalidLocalPref"] },
  { spec: "ipAddressPools: [four], aggregationLength: 24", faults: [] },
  { spec: "ipAddressPools: [four], aggregationLength: 23", faults: ["spec.aggregationLength InvalidAggregation"] },
  { spec: "ipAddressPools: [both], aggregationLength: 31", faults: [] },
  { spec: "ipAddressPools: [both], aggregationLength: 30", faults: ["spec.aggregationLength InvalidAggregation"] },
  { spec: "ipAddressPools: [both], aggregationLengthV6: 63", faults: ["spec.aggregationLengthV6 InvalidAggregation"] },
  { spec: "aggregationLength: 33", faults: ["spec.aggregationLength InvalidAggregation"] },
  { spec: "aggregationLengthV6: 129", faults: ["spec.aggregationLengthV6 InvalidAggregation"] },
  { spec: "serviceSelectors: [{}], aggregationLength: 32", faults: [] },
  { spec: "serviceSelectors: [{}], aggregationLengthV6: 64", faults: ["spec.aggregationLengthV6 InvalidAggregation"] },
  { spec: "peers: [router-a, router-c]", faults: ["spec.peers[1] UnknownPeer"] },
  { spec: "peers: router-a", faults: ["spec.peers InvalidShape"] },
];

Deno.test.each(single)("a BGPAdvertisement with {$spec}", ({ spec, faults }) => {
  const reading = checkBGPAdvertisements(advertisements(`spec: {${spec}}`), context);
  assert.deepEqual(reading.faults.map(({ field, reason }) => `${field} ${reason}`), faults);
  assert.equal(reading.valid.length, reading.faults.some(({ severity }) => severity === "error") ? 0 : 1);
});

const pairs = [
  { one: "localPref: 100", other: "localPref: 200", conflict: true },
  { one: "localPref: 100", other: "localPref: 100", conflict: false },
  { one: "localPref: 100", other: "", conflict: true },
  { one: "localPref: 1, ipAddressPools: [four]", other: "localPref: 2, ipAddressPools: [both]", conflict: false },
  { one: "localPref: 1, peers: [router-a]", other: "localPref: 2, peers: [router-b]", conflict: false },
  { one: "localPref: 1, peers: [router-a]", other: "localPref: 2", conflict: true },
  {
    one: "localPref: 1, nodeSelectors: [{matchLabels: {rack: a}}]",
    other: "localPref: 2, nodeSelectors: [{matchLabels: {rack: b}}]",
    conflict: false,
  },
  {
    one: "localPref: 1, ipAddressPools: [four]",
    other: "localPref: 2, ipAddressPools: [four], aggregationLength: 24",
    conflict: false,
  },
  {
    one: "localPref: 1, ipAddressPools: [both]",
    other: "localPref: 2, ipAddressPools: [both], aggregationLength: 31",
    conflict: true,
  },
  { one: "localPref: 1", other: "localPref: 2, serviceSelectors: [{matchLabels: {a: b}}]", conflict: false },
];

Deno.test.each(pairs)("{$one} beside {$other}", ({ one, other, conflict }) => {
  const both = advertisements(`name: zz-older\nspec: {${one}}\n---\nname: aa-younger\nspec: {${other}}`);
  const { valid, faults } = checkBGPAdvertisements(both, context);
  const expected = conflict ? ["aa-younger spec.localPref ConflictingLocalPref"] : [];
  assert.deepEqual(faults.map(({ object, field, reason }) => `${object.name} ${field} ${reason}`), expected);
  assert.equal(valid.some(({ name }) => name === "zz-older"), true);
});

Deno.test("a Community that defines a name a second time is not used, nor are its other names", () => {
  const both = communities(
    "name: a\nspec: {communities: [{name: gold, value: '1:1'}]}\n---\n" +
      "name: b\nspec: {communities: [{name: gold, value: '1:2'}, {name: tin, value: '1:3'}]}\n---\n" +
      "name: c\nspec: {communities: [{name: '', value: '1:2'}, {name: x, value: 'large:1:2'}, {name: y, value: 3}]}",
  );
  const { valid, faults } = readCommunities(both, namespace);
  assert.deepEqual([...communityValues(valid)], [["gold", { size: "standard", text: "1:1" }]]);
  assert.deepEqual(faults.map(({ object, field, reason }) => `${object.name} ${field} ${reason}`), [
    "b spec.communities[0].name DuplicateEntry",
    "c spec.communities[0].name InvalidCommunity",
    "c spec.communities[1].value InvalidCommunity",
    "c spec.communities[2].value InvalidCommunity",
  ]);
});

Deno.test.each([
  { spec: "receiveInterval: 9", field: "spec.receiveInterval" },
  { spec: "transmitInterval: 60001", field: "spec.transmitInterval" },
  { spec: "echoInterval: 1.5", field: "spec.echoInterval" },
  { spec: "detectMultiplier: 1", field: "spec.detectMultiplier" },
  { spec: "minimumTtl: 255", field: "spec.minimumTtl" },
])("a BFDProfile with {$spec} is left out", ({ spec, field }) => {
  const { valid, faults } = readBFDProfiles(profiles(`spec: {${spec}}`), namespace);
  assert.deepEqual(valid, []);
  assert.deepEqual(faults.map((fault) => `${fault.field} ${fault.reason}`), [`${field} InvalidBFDProfile`]);
});
