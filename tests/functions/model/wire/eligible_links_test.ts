import assert from "node:assert/strict";
import { defaultExclusions, eligibleLinks } from "../../../../functions/model/wire/eligible_links.ts";
import type { Link } from "../../../../functions/model/wire/link.ts";

const usual = defaultExclusions.map((each) => new RegExp(each));

const eth0: Link = {
  index: 2,
  name: "eth0",
  mac: "02:00:00:00:00:01",
  up: true,
  arp: true,
  broadcast: true,
  addresses: [],
};
const { mac: _mac, ...withoutMac } = eth0;
const linkLocal = { address: "fe80::1", prefix: 64, scope: "link" } as const;

Deno.test.each<{ name: string; link: Link; eligible: boolean }>([
  { name: "an Ethernet card", link: eth0, eligible: true },
  { name: "a card that is down", link: { ...eth0, up: false }, eligible: true },
  { name: "a bridge", link: { ...eth0, name: "br0", kind: "bridge" }, eligible: true },
  { name: "a member of a bridge", link: { ...eth0, master: { index: 9, kind: "bridge" } }, eligible: false },
  { name: "a member of a bond", link: { ...eth0, master: { index: 9, kind: "bond" } }, eligible: false },
  { name: "a member of something unnamed", link: { ...eth0, master: { index: 9 } }, eligible: false },
  { name: "a member of a VRF", link: { ...eth0, master: { index: 9, kind: "vrf" } }, eligible: true },
  { name: "a VRF", link: { ...eth0, name: "red", kind: "vrf", arp: false, broadcast: false }, eligible: false },
  { name: "a link without ARP", link: { ...eth0, arp: false }, eligible: false },
  { name: "a link without MAC", link: withoutMac, eligible: false },
  { name: "no broadcast and no IPv6", link: { ...eth0, broadcast: false }, eligible: false },
  { name: "no broadcast, but IPv6", link: { ...eth0, broadcast: false, addresses: [linkLocal] }, eligible: true },
])("$name is eligible: $eligible", ({ link, eligible }) => {
  assert.equal(eligibleLinks([link], usual).length, eligible ? 1 : 0);
});

Deno.test("links of containers and of the host are excluded by name, and the other links are sorted", () => {
  const names = [
    "wlan0",
    "lo",
    "lo1",
    "veth12",
    "docker0",
    "cali1f",
    "cni0",
    "flannel.1",
    "kube-ipvs0",
    "lxcbr0",
    "nodelocaldns",
    "eth0",
  ];
  const links = names.map((name) => ({ ...eth0, name }));
  assert.deepEqual(eligibleLinks(links, usual).map(({ name }) => name), ["eth0", "lo1", "wlan0"]);
  assert.deepEqual(eligibleLinks(links, [/^[^w]/]).map(({ name }) => name), ["wlan0"]);
});
