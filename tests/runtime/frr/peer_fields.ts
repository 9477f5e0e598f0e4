import assert from "node:assert/strict";
import { isDeepStrictEqual } from "node:util";
import { Lan } from "../../../runtime/lab/stage/lan.ts";
import { World } from "../../../runtime/lab/stage/world.ts";
import { FrrDesk } from "./frr_desk.ts";
import { FrrHost } from "./frr_host.ts";
import { planOf } from "./plans.ts";
import { type Agreed, type Neighbor, type Path, type Router, type RouterOptions, whenPaths } from "./router.ts";

interface Row {
  readonly name: string;
  /** Fields of the BGPPeer. */
  readonly peer: string;
  /** Fields of the BGPAdvertisement. */
  readonly advertisement?: string;
  readonly neighbor?: Partial<Neighbor>;
  readonly router?: Partial<RouterOptions>;
  readonly agreed?: Partial<Agreed>;
  /** For each prefix, the path that the router receives; omitted fields may have any value. */
  readonly hears: Readonly<Record<string, Partial<Path>>>;
}

const four = "172.16.16.201";
const six = "fc00:f853:ccd:e799::1";
const outside = "myASN: 64512, peerASN: 64513, connectTime: 1s";
const inside = "myASN: 64512, peerASN: 64512, connectTime: 1s";
const over4 = "peerAddress: 172.16.0.1";
const over6 = "peerAddress: 'fd00:16::1'";
const plain = { nextHop: "172.16.0.11", asPath: [64512], communities: [], largeCommunities: [] };
const plain6 = { ...plain, nextHop: "fd00:16::11" };
const four32 = `${four}/32`;
const six128 = `${six}/128`;
const hears = { [four32]: plain };
const neighbor6 = { address: "fd00:16::11" };

const rows: readonly Row[] = [
  { name: "another AS, IPv4", peer: `${outside}, ${over4}`, hears: { [four32]: plain } },
  { name: "another AS, IPv6", peer: `${outside}, ${over6}`, neighbor: neighbor6, hears: { [six128]: plain6 } },
  {
    name: "both families over IPv4",
    peer: `${outside}, ${over4}, dualStackAddressFamily: true`,
    hears: { [four32]: plain, [six128]: plain6 },
  },
  {
    name: "both families over IPv6",
    peer: `${outside}, ${over6}, dualStackAddressFamily: true`,
    neighbor: neighbor6,
    hears: { [four32]: { asPath: [64512] }, [six128]: plain6 },
  },
  {
    name: "communities, large communities, and names of communities",
    peer: `${outside}, ${over4}`,
    advertisement: "communities: ['64512:100', gold, 'large:64512:1:2', big]",
    hears: {
      [four32]: { ...plain, communities: ["64512:100", "64512:7"], largeCommunities: ["4294967295:0:1", "64512:1:2"] },
    },
  },
  {
    name: "a local preference for a peer of the same AS",
    peer: `${inside}, ${over4}`,
    advertisement: "localPref: 150",
    router: { asn: 64512 },
    hears: { [four32]: { nextHop: "172.16.0.11", asPath: [], localPref: 150 } },
  },
  {
    name: "no local preference for a peer of the same AS",
    peer: `${inside}, ${over4}`,
    router: { asn: 64512 },
    hears: { [four32]: { asPath: [], localPref: 100 } },
  },
  {
    name: "aggregation",
    peer: `${outside}, ${over4}, dualStackAddressFamily: true`,
    advertisement: "aggregationLength: 26, aggregationLengthV6: 64",
    hears: { "172.16.16.192/26": plain, "fc00:f853:ccd:e799::/64": plain6 },
  },
  {
    name: "localASN",
    peer: `${outside}, ${over4}, localASN: 64999`,
    neighbor: { asn: 64999 },
    hears: { [four32]: { ...plain, asPath: [64999] } },
  },
  {
    name: "dynamicASN: external",
    peer: `myASN: 64512, dynamicASN: external, connectTime: 1s, ${over4}`,
    hears: { [four32]: plain },
  },
  {
    name: "dynamicASN: internal",
    peer: `myASN: 64512, dynamicASN: internal, connectTime: 1s, ${over4}`,
    router: { asn: 64512 },
    hears: { [four32]: { asPath: [] } },
  },
  {
    name: "dynamicASN: internal, and fields without an effect on internal peers",
    peer: `myASN: 64512, dynamicASN: internal, ebgpMultiHop: true, localASN: 64999, connectTime: 1s, ${over4}`,
    router: { asn: 64512 },
    hears: { [four32]: { asPath: [] } },
  },
  {
    name: "a large AS number",
    peer: `myASN: 4200000001, peerASN: 4200000002, connectTime: 1s, ${over4}`,
    neighbor: { asn: 4200000001 },
    router: { asn: 4200000002 },
    hears: { [four32]: { asPath: [4200000001] } },
  },
  { name: "routerID", peer: `${outside}, ${over4}, routerID: 10.10.10.10`, agreed: { routerID: "10.10.10.10" }, hears },
  {
    name: "holdTime and keepaliveTime",
    peer: `${outside}, ${over4}, holdTime: 9s, keepaliveTime: 2s`,
    agreed: { holdSeconds: 9 },
    hears,
  },
  { name: "holdTime alone", peer: `${outside}, ${over4}, holdTime: 30s`, agreed: { holdSeconds: 30 }, hears },
  { name: "keepaliveTime alone", peer: `${outside}, ${over4}, keepaliveTime: 5s`, agreed: { holdSeconds: 15 }, hears },
  {
    name: "peerPort",
    peer: `${outside}, ${over4}, peerPort: 1179`,
    router: { port: 1179 },
    hears: { [four32]: plain },
  },
  {
    name: "sourceAddress",
    peer: `${outside}, ${over4}, sourceAddress: 172.16.0.99`,
    neighbor: { address: "172.16.0.99" },
    hears: { [four32]: { ...plain, nextHop: "172.16.0.99" } },
  },
  {
    name: "ebgpMultiHop",
    peer: `${outside}, peerAddress: 10.8.8.8, sourceAddress: 10.9.9.9, ebgpMultiHop: true`,
    neighbor: { address: "10.9.9.9", multiHop: true },
    hears: { [four32]: { asPath: [64512], nextHop: "10.9.9.9" } },
  },
  {
    name: "password",
    peer: `${outside}, ${over4}, password: 'sesame!#?$'`,
    neighbor: { password: "sesame!#?$" },
    hears: { [four32]: plain },
  },
];

/** Tests all rows with one node. Each row starts a new router. */
export async function testPeerFields(
  test: Deno.TestContext,
  start: (options: RouterOptions) => Promise<Router>,
): Promise<void> {
  await using world = await World.create();
  const lan = await Lan.create(world);
  const router = await lan.addHost("r1", { address: "172.16.0.1/16", address6: "fd00:16::1/64" });
  const node = await lan.addHost("n1", { address: "172.16.0.11/16", address6: "fd00:16::11/64" });
  await router.run("sh", ["-ec", "ip addr add 10.8.8.8/32 dev lo; ip route add 10.9.9.9 via 172.16.0.11"]);
  await node.run("sh", ["-ec", "ip addr add 10.9.9.9/32 dev lo; ip route add 10.8.8.8 via 172.16.0.1"]);
  await node.run("ip", ["addr", "add", "172.16.0.99/16", "dev", "eth0"]);
  const frr = await FrrHost.start(world, node);
  await using desk = new FrrDesk({ folder: frr.folder });
  for (const row of rows) {
    await test.step(row.name, async () => {
      await desk.tell(planOf({ peers: {}, addresses: [] }));
      const neighbors = [{ address: "172.16.0.11", ...row.neighbor }];
      await using heard = await start({ world, host: router, neighbors, ...row.router });
      await desk.tell(planOf({
        peers: { router: row.peer },
        advertisements: { all: row.advertisement ?? "" },
        communities: "communities: [{name: gold, value: '64512:7'}, {name: big, value: 'large:4294967295:0:1'}]",
        addresses: [four, six],
      }));
      for (const [prefix, expected] of Object.entries(row.hears)) {
        await whenPaths(
          heard,
          prefix,
          (paths) => paths.length === 1 && isDeepStrictEqual({ ...paths[0], ...expected }, paths[0]),
        );
      }
      const address = neighbors[0]?.address ?? "";
      if (row.agreed !== undefined) {
        const agreed = await heard.agreed(address);
        assert.deepEqual({ ...agreed, ...row.agreed }, agreed);
      }
      assert.equal(await heard.count(), Object.keys(row.hears).length);
    });
  }
}
