import fc from "fast-check";
import { stringify } from "yaml";
import { virtualIPName } from "../../../functions/model/addresses/address.ts";
import type { RouteInput } from "../../../functions/route.ts";
import { routeInput } from "../../functions/route_fixtures.ts";

/** Possible BGPPeers, valid and invalid. */
const peerSpecs = [
  { peerAddress: "172.16.0.21" },
  { peerAddress: "172.16.0.21", holdTime: "9s", keepaliveTime: "3s", connectTime: "2s" },
  { peerAddress: "172.16.0.21", connectTime: "120s", peerPort: 1179 },
  { peerAddress: "172.16.0.22", password: "sesame" },
  { peerAddress: "172.16.0.22", passwordSecret: { name: "rack" } },
  { peerAddress: "172.16.0.22", passwordSecret: { name: "missing" } },
  { peerAddress: "172.16.0.22", enableGracefulRestart: true, ebgpMultiHop: true },
  { peerAddress: "172.16.0.22", bfdProfile: "fast" },
  { peerAddress: "172.16.0.22", bfdProfile: "slow", ebgpMultiHop: true },
  { peerAddress: "172.16.0.22", bfdProfile: "unknown" },
  { peerAddress: "172.16.0.23", peerASN: 64512 },
  { peerAddress: "172.16.0.23", peerASN: 64512, localASN: 64999, ebgpMultiHop: true },
  { peerAddress: "172.16.0.23", peerASN: undefined, dynamicASN: "internal", ebgpMultiHop: true },
  { peerAddress: "172.16.0.23", peerASN: undefined, dynamicASN: "external", localASN: 64998 },
  { peerAddress: "172.16.0.23", localASN: 64513 },
  { peerAddress: "172.16.0.24", sourceAddress: "172.16.0.11", routerID: "10.0.0.7" },
  { peerAddress: "172.16.0.24", routerID: "224.0.0.1" },
  { peerAddress: "172.16.0.24", myASN: 64600 },
  { peerAddress: "172.16.0.24", nodeSelectors: [{ matchLabels: { rack: "b" } }] },
  { peerAddress: "fd00:16::21" },
  { peerAddress: "fd00:16::21", dualStackAddressFamily: true, ebgpMultiHop: true },
  { peerAddress: "172.16.0.25", vrf: "red" },
  { peerAddress: "172.16.0.25", vrf: "red", myASN: 65001, routerID: "10.0.0.9" },
  { peerAddress: "172.16.0.26", vrf: "blue", bfdProfile: "fast" },
  { peerAddress: "172.16.0.26", vrf: "default" },
  { interface: "eth0" },
  { interface: "eth9", peerASN: undefined, dynamicASN: "external" },
  { interface: "10.0.0.1" },
  { interface: "eth0", vrf: "red" },
  { peerAddress: "0.0.0.0" },
  { peerAddress: "127.0.0.1" },
  { peerAddress: "172.16.0.11" },
  { peerAddress: "fe80::1" },
  { peerAddress: "224.0.0.5" },
  { peerAddress: "172.16.0.27", password: "two words" },
  { peerAddress: "172.16.0.27", holdTime: "2s" },
  { peerAddress: "172.16.0.27", holdTime: "0s" },
].map((spec) => ({ myASN: 64512, peerASN: 64513, ...spec }));

const advertisementSpecs = [
  {},
  { localPref: 200 },
  { communities: ["64512:1", "gold"] },
  { communities: ["65535:65281", "large:64512:1:2"], peers: ["p1"] },
  { communities: ["unknown"] },
  { communities: ["65536:1"] },
  { aggregationLength: 24, aggregationLengthV6: 64 },
  { aggregationLength: 26, peers: ["p0", "p2"], localPref: 100 },
  { aggregationLength: 33 },
  { nodeSelectors: [{ matchLabels: { rack: "b" } }] },
  { nodeSelectors: [{ matchLabels: { rack: "a" } }], communities: ["64512:2"] },
];

const profileSpecs = [
  {},
  { receiveInterval: 100, transmitInterval: 120, detectMultiplier: 5 },
  { echoMode: true, echoInterval: 70, passiveMode: true },
  { minimumTtl: 200 },
  { detectMultiplier: 1 },
];

const communityValues = ["64512:7", "65535:666", "large:1:2:3", "1:2:3"];

/** Possible texts of `bgpextras`, some with lines that FRR refuses. */
const extras = [
  "",
  "router bgp 64512\nneighbor 172.16.0.21 description rack",
  "router bgp 64512\nneighbor 172.16.0.21 timers 5",
  "router bgp 64512\nneighbor nobody timers 1 3\nbgp log-neighbor-changes",
  "route-map extra permit 10\nset metric many\nroute-map extra permit 20\nset metric 5",
  "ip prefix-list own seq 5 permit 10.0.0.0/8 le 24\nrouter bgp 64512\nneighbor 172.16.0.40 remote-as 64514\n" +
  "address-family ipv4 unicast\nneighbor 172.16.0.40 activate\nneighbor 172.16.0.40 prefix-list own in",
  "no such line",
  "bfd\nprofile fast\nreceive-interval 1\nprofile extra\ntransmit-interval 200",
];

const addresses = ["172.16.16.1", "172.16.16.2", "172.16.16.65", "172.16.17.1", "fd00:16:16::1", "fd00:16:16:1::2"];

const node = {
  apiVersion: "v1",
  kind: "Node",
  metadata: { name: "n1", labels: { rack: "a" } },
  status: { addresses: [{ type: "InternalIP", address: "172.16.0.11" }] },
};

const secret = {
  apiVersion: "v1",
  kind: "Secret",
  metadata: { name: "rack", namespace: "metallb-system" },
  type: "kubernetes.io/basic-auth",
  data: { password: btoa("open") },
};

/**
 * Some objects of each kind. Their names are from a small set, so that the next world changes, adds and removes
 * objects.
 */
export const randomWorld: fc.Arbitrary<RouteInput> = fc.record({
  peers: named("p", 4, fc.constantFrom(...peerSpecs)),
  advertisements: named("a", 3, fc.constantFrom(...advertisementSpecs)),
  profiles: fc.record({ fast: maybe(profileSpecs), slow: maybe(profileSpecs) }),
  community: maybe(communityValues),
  extras: fc.oneof({ weight: 2, arbitrary: fc.constant("") }, fc.constantFrom(...extras)),
  virtualIPs: fc.subarray(addresses).chain((chosen) =>
    fc.array(fc.subarray(["a0", "a1", "a2"]), { minLength: chosen.length, maxLength: chosen.length })
      .map((told) => chosen.map((address, index) => ({ address, told: told[index] ?? [] })))
  ),
}).map(({ peers, advertisements, profiles, community, extras, virtualIPs }) =>
  routeInput(
    [
      node,
      secret,
      ...objects("metallb.io/v1beta2", "BGPPeer", peers),
      ...objects("metallb.io/v1beta1", "BGPAdvertisement", advertisements),
      ...objects("metallb.io/v1beta1", "BFDProfile", profiles),
      ...objects("metallb.io/v1beta1", "Community", {
        names: community && { communities: [{ name: "gold", value: community }] },
      }),
      ...virtualIPs.map(({ address, told }) => ({
        apiVersion: "arpeggio.dev/v1alpha1",
        kind: "VirtualIP",
        metadata: { name: virtualIPName(address) },
        spec: { address, pool: "pool", services: [], bgp: { advertisements: told.map((name) => ({ name })) } },
      })),
      { apiVersion: "v1", kind: "ConfigMap", metadata: { name: "bgpextras" }, data: { extras } },
    ].map((object) => stringify(object)).join("---\n"),
  )
);

function maybe<Value>(values: readonly Value[]): fc.Arbitrary<Value | undefined> {
  return fc.option(fc.constantFrom(...values), { nil: undefined });
}

/** A value or none for each of `count` names, such as `p0`. */
function named<Value>(
  letter: string,
  count: number,
  value: fc.Arbitrary<Value>,
): fc.Arbitrary<Readonly<Record<string, Value | undefined>>> {
  const names = Array.from({ length: count }, (_, index) => `${letter}${index}`);
  return fc.record(Object.fromEntries(names.map((name) => [name, fc.option(value, { nil: undefined })])));
}

function objects(
  apiVersion: string,
  kind: string,
  specs: Readonly<Record<string, object | string | undefined>>,
): readonly object[] {
  return Object.entries(specs).flatMap(([name, spec]) =>
    spec === undefined ? [] : [{ apiVersion, kind, metadata: { name, namespace: "metallb-system" }, spec }]
  );
}
