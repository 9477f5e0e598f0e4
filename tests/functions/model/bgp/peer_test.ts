import assert from "node:assert/strict";
import { readBFDProfiles } from "../../../../functions/model/bgp/bfd_profile.ts";
import { readBGPPeers } from "../../../../functions/model/bgp/peer.ts";
import type { Node } from "../../../../functions/model/kubernetes.ts";
import { node, peers, profiles } from "../bgp_objects.ts";

const namespace = "metallb-system";
const bfdProfiles = readBFDProfiles(profiles("name: fast\n---\nname: echo\nspec: {echoMode: true}"), namespace).valid;
const good = "myASN: 64512, peerASN: 64513, peerAddress: 192.0.2.1";

const single = [
  { spec: good, faults: [] },
  { spec: "myASN: 64512, dynamicASN: external, peerAddress: '2001:db8::1'", faults: [] },
  { spec: "myASN: 64512, peerASN: 64513, interface: eth1", faults: [] },
  { spec: "myASN: 0, peerASN: 64513, peerAddress: 192.0.2.1", faults: ["spec.myASN InvalidASN"] },
  { spec: "myASN: 4294967296, peerASN: 64513, peerAddress: 192.0.2.1", faults: ["spec.myASN InvalidASN"] },
  { spec: "myASN: 64512, peerAddress: 192.0.2.1", faults: ["spec.peerASN InvalidASN"] },
  { spec: `${good}, dynamicASN: internal`, faults: ["spec.dynamicASN InvalidASN"] },
  { spec: "myASN: 64512, dynamicASN: other, peerAddress: 192.0.2.1", faults: ["spec.dynamicASN InvalidASN"] },
  { spec: `${good}, localASN: 64513`, faults: ["spec.localASN NoEffect"] },
  { spec: "myASN: 64512, peerASN: 64512, localASN: 3, peerAddress: 192.0.2.1", faults: ["spec.localASN NoEffect"] },
  {
    spec: "myASN: 64512, dynamicASN: internal, localASN: 3, peerAddress: 192.0.2.1",
    faults: ["spec.localASN NoEffect"],
  },
  {
    spec: "myASN: 64512, dynamicASN: internal, ebgpMultiHop: true, peerAddress: 192.0.2.1",
    faults: ["spec.ebgpMultiHop NoEffect"],
  },
  ...["0.0.0.0", "127.0.0.1", "224.0.0.5", "255.255.255.255", "::", "::1", "ff02::1", "fe80::1"].map((address) => ({
    spec: `myASN: 64512, peerASN: 64513, peerAddress: '${address}'`,
    faults: ["spec.peerAddress InvalidAddress"],
  })),
  { spec: `${good}, sourceAddress: 224.0.0.1`, faults: ["spec.sourceAddress InvalidAddress"] },
  ...["10.0.0.1", "fe80::1", "a/b", ".", "eth0|x", "é", "<eth0>", "sixteen-letters-"].map((name) => ({
    spec: `myASN: 64512, peerASN: 64513, interface: '${name}'`,
    faults: ["spec.interface InvalidPeer"],
  })),
  ...["eth0", "enp0s31f6", "bond0.100", "br-1a2b", "1"].map((name) => ({
    spec: `myASN: 64512, peerASN: 64513, interface: '${name}'`,
    faults: [],
  })),
  { spec: `${good}, vrf: default`, faults: ["spec.vrf NoEffect"] },
  { spec: `${good}, vrf: 10.0.0.1`, faults: ["spec.vrf InvalidPeer"] },
  ...["0.0.0.1", "127.0.0.1", "224.0.0.1", "255.255.255.255"].map((id) => ({
    spec: `${good}, routerID: ${id}`,
    faults: ["spec.routerID InvalidPeer"],
  })),
  { spec: `${good}, holdTime: 72000s`, faults: ["spec.holdTime InvalidTimer"] },
  { spec: `${good}, keepaliveTime: 30000s`, faults: ["spec.keepaliveTime InvalidTimer"] },
  { spec: `${good}, password: pässword`, faults: [] },
  { spec: `${good}, password: ${"ä".repeat(41)}`, faults: ["spec.password InvalidPassword"] },
  { spec: "myASN: 64512, peerASN: 64513", faults: ["spec.peerAddress InvalidPeer"] },
  { spec: `${good}, interface: eth1`, faults: ["spec.interface InvalidPeer"] },
  { spec: "myASN: 64512, peerASN: 64513, peerAddress: 192.0.2", faults: ["spec.peerAddress InvalidAddress"] },
  { spec: "myASN: 64512, peerASN: 64513, interface: 'eth1 remote-as'", faults: ["spec.interface InvalidPeer"] },
  { spec: `${good}, peerPort: 16385`, faults: ["spec.peerPort InvalidPeer"] },
  { spec: `${good}, sourceAddress: here`, faults: ["spec.sourceAddress InvalidAddress"] },
  { spec: `${good}, sourceAddress: '2001:db8::2'`, faults: ["spec.sourceAddress InvalidAddress"] },
  { spec: `${good}, holdTime: 2s`, faults: ["spec.holdTime InvalidTimer"] },
  { spec: `${good}, holdTime: 0s`, faults: [] },
  { spec: `${good}, holdTime: 90`, faults: ["spec.holdTime InvalidTimer"] },
  { spec: `${good}, holdTime: 9s, keepaliveTime: 10s`, faults: ["spec.keepaliveTime InvalidTimer"] },
  { spec: `${good}, connectTime: 1500ms`, faults: ["spec.connectTime InvalidTimer"] },
  { spec: `${good}, connectTime: 1m`, faults: [] },
  { spec: `${good}, routerID: '2001:db8::1'`, faults: ["spec.routerID InvalidPeer"] },
  { spec: `${good}, password: a, passwordSecret: {name: b}`, faults: ["spec.passwordSecret InvalidPassword"] },
  { spec: `${good}, password: 'two words'`, faults: ["spec.password InvalidPassword"] },
  { spec: `${good}, bfdProfile: slow`, faults: ["spec.bfdProfile UnknownBFDProfile"] },
  { spec: `${good}, bfdProfile: fast`, faults: [] },
  { spec: `${good}, bfdProfile: echo`, faults: [] },
  { spec: "myASN: 1, peerASN: 2, peerAddress: 'fc00::1', bfdProfile: echo", faults: ["spec.bfdProfile EchoOverIPv6"] },
  {
    spec: "myASN: 1, peerASN: 1, peerAddress: 192.0.2.1, ebgpMultiHop: true",
    faults: ["spec.ebgpMultiHop InvalidPeer"],
  },
  { spec: `${good}, vrf: 'red\\n!'`, faults: ["spec.vrf InvalidPeer"] },
  { spec: `${good}, nodeSelectors: [{}, {}]`, faults: ["spec.nodeSelectors[1] DuplicateEntry"] },
  { spec: `${good}, enableGracefulRestart: maybe`, faults: ["spec.enableGracefulRestart InvalidShape"] },
];

Deno.test.each(single)("a BGPPeer with {$spec}", ({ spec, faults }) => {
  const reading = readBGPPeers(peers(`spec: {${spec.replace("\\\\n", "\\n")}}`), { namespace, bfdProfiles, nodes: [] });
  assert.deepEqual(reading.faults.map(({ field, reason }) => `${field} ${reason}`), faults);
  assert.equal(reading.valid.length, reading.faults.some(({ severity }) => severity === "error") ? 0 : 1);
});

const pairs: { name: string; other: string; nodes?: Node[]; faults: string[] }[] = [
  { name: "another router", other: "myASN: 64512, peerASN: 64513, peerAddress: 192.0.2.2", faults: [] },
  { name: "the same router", other: good, faults: ["spec.peerAddress ConflictingPeer"] },
  { name: "the same router in a VRF", other: `${good}, vrf: red`, faults: [] },
  {
    name: "another AS of ours",
    other: "myASN: 64999, peerASN: 64513, peerAddress: 192.0.2.2",
    faults: ["spec.myASN ConflictingPeer"],
  },
  {
    name: "another AS of ours in a VRF",
    other: "myASN: 64999, peerASN: 2, peerAddress: 192.0.2.2, vrf: red",
    faults: [],
  },
  {
    name: "another router ID",
    other: "myASN: 64512, peerASN: 64513, peerAddress: 192.0.2.2, routerID: 10.0.0.2",
    faults: ["spec.routerID ConflictingPeer"],
  },
  {
    name: "the same router from another node",
    other: `${good}, nodeSelectors: [{matchLabels: {rack: b}}]`,
    nodes: [node("n1", { rack: "a" }), node("n2", { rack: "b" })],
    faults: [],
  },
  {
    name: "the same router from a node that both select",
    other: `${good}, nodeSelectors: [{matchLabels: {rack: a}}]`,
    nodes: [node("n1", { rack: "a" })],
    faults: ["spec.peerAddress ConflictingPeer"],
  },
];

Deno.test.each(pairs)("beside an older BGPPeer: $name", ({ other, nodes, faults }) => {
  const first = `${good}, routerID: 10.0.0.1, nodeSelectors: [{matchLabels: {rack: a}}]`;
  const both = peers(`name: zz-older\nspec: {${first}}\n---\nname: aa-younger\nspec: {${other}}`);
  const reading = readBGPPeers(both, { namespace, bfdProfiles, nodes: nodes ?? [] });
  assert.deepEqual(reading.faults.map(({ field, reason }) => `${field} ${reason}`), faults);
  assert.deepEqual(
    reading.valid.map(({ name }) => name),
    faults.length > 0 ? ["zz-older"] : ["aa-younger", "zz-older"],
  );
});

const own = "172.16.0.11";
const places: { name: string; spec?: string; nodes: Node[]; severities: string[] }[] = [
  { name: "the only node that it selects", nodes: [addressed("n1", own)], severities: ["error"] },
  {
    name: "one of the nodes that it selects",
    nodes: [addressed("n1", own), addressed("n2", "172.16.0.12")],
    severities: ["warning"],
  },
  {
    name: "a node that it does not select",
    spec: "nodeSelectors: [{matchLabels: {name: n2}}]",
    nodes: [addressed("n1", own), addressed("n2", "172.16.0.12")],
    severities: [],
  },
  { name: "a node, from a VRF", spec: "vrf: red", nodes: [addressed("n1", own)], severities: [] },
  { name: "no node", nodes: [addressed("n2", "172.16.0.12")], severities: [] },
];

Deno.test.each(places)("the address of a BGPPeer is that of $name", ({ spec = "peerPort: 179", nodes, severities }) => {
  const text = `spec: {myASN: 64512, peerASN: 64513, peerAddress: ${own}, ${spec}}`;
  const { faults } = readBGPPeers(peers(text), { namespace, bfdProfiles, nodes });
  assert.deepEqual(faults.map(({ severity }) => severity), severities);
});

function addressed(name: string, address: string): Node {
  return { ...node(name, { name }), status: { addresses: [{ type: "InternalIP", address }] } };
}

const timers = [
  { text: "holdTime: 90s", timers: { hold: 90, keepalive: 30 } },
  { text: "keepaliveTime: 5s", timers: { hold: 15, keepalive: 5 } },
  { text: "holdTime: 9s, keepaliveTime: 1500ms", timers: { hold: 9, keepalive: 1 } },
  { text: "holdTime: 72000s", timers: { hold: 65535, keepalive: 24000 } },
  { text: "holdTime: 0s", timers: { hold: 0, keepalive: 0 } },
  { text: "peerPort: 179", timers: undefined },
];

Deno.test.each(timers)("missing timers follow from the given ones: {$text}", ({ text, timers }) => {
  const { valid } = readBGPPeers(peers(`spec: {${good}, ${text}}`), { namespace, bfdProfiles, nodes: [] });
  assert.deepEqual(valid[0]?.timers, timers);
});

Deno.test("without a connectTime, a router that does not answer is tried again after 10 s", () => {
  const { valid } = readBGPPeers(peers(`spec: {${good}}`), { namespace, bfdProfiles, nodes: [] });
  assert.equal(valid[0]?.connectSeconds, 10);
});
