import assert from "node:assert/strict";
import { sharedNetworks } from "../../../runtime/announcer/shared_networks.ts";

const mac = "02:00:00:00:00:01";

interface Row {
  readonly name: string;
  readonly own: Readonly<Record<string, readonly string[]>>;
  /** The addresses of each peer, by link. */
  readonly peers: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>>;
  /** Each as `peer link address`, with this node's name of the link. */
  readonly shared: readonly string[];
}

const rows: readonly Row[] = [
  {
    name: "a subnet is shared",
    own: { eth0: ["10.0.0.1/24"] },
    peers: { b: { eth0: ["10.0.0.2/24"] } },
    shared: ["b eth0 10.0.0.2"],
  },
  {
    name: "an address that this node also has does not count as the peer's",
    own: { "br-ex": ["fd69::2/112", "fd00:16::10/64"] },
    peers: { b: { "br-ex": ["fd69::2/112", "fd00:16::11/64"] } },
    shared: ["b br-ex fd00:16::11"],
  },
  {
    name: "an address that several peers have counts for none of them",
    own: { eth0: ["169.254.169.1/29", "10.0.0.1/24"] },
    peers: {
      b: { eth0: ["169.254.169.2/29", "10.0.0.2/24"] },
      c: { eth0: ["169.254.169.2/29", "10.0.0.3/24"] },
    },
    shared: ["b eth0 10.0.0.2", "c eth0 10.0.0.3"],
  },
  {
    name: "if no other address is on the network, the nodes share no network",
    own: { docker0: ["172.18.0.1/16"] },
    peers: { b: { docker0: ["172.18.0.1/16"] } },
    shared: [],
  },
  {
    name: "nodes with /32 addresses share the link of the same name",
    own: { eth0: ["10.0.0.1/32"], eth1: ["192.168.0.1/24"] },
    peers: { b: { eth1: ["192.168.0.2/24"], eth0: ["10.9.0.2/32"] } },
    shared: ["b eth0 10.9.0.2", "b eth1 192.168.0.2"],
  },
  {
    name: "nodes with host addresses of different families share no network",
    own: { eth0: ["10.0.0.1/32"] },
    peers: { b: { eth0: ["fd00::2/128"] } },
    shared: [],
  },
];

function linksOf(told: Row["own"]): { name: string; mac: string; addresses: readonly string[] }[] {
  return Object.entries(told).map(([name, addresses]) => ({ name, mac, addresses }));
}

Deno.test.each(rows)("shared networks: $name", ({ own, peers, shared }) => {
  const leased = Object.entries(peers).map(([node, links]) => ({ node, links: linksOf(links) }));
  const found = sharedNetworks(leased, linksOf(own)).map(({ node, link, address }) => `${node} ${link} ${address}`);
  assert.deepEqual(found, shared);
});
