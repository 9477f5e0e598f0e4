/**
 * Which nodes have a link in the subnet of an address. ARP and NDP do not leave the subnet: if some nodes have a link
 * there, requests for the address do not reach the other nodes. If no node has a link there, all nodes remain: they may
 * have a link to the clients' network without an IP address on it.
 *
 * @module
 */

import { type Address, addressBits, addressOf, parseAddress } from "../addresses/address.ts";
import type { KnownAnnouncer } from "./announcers.ts";

/** The nodes of one subnet. All addresses of the subnet share this object. */
export interface Home {
  /** The subnet in CIDR notation; if subnets overlap, all that contain the address. */
  readonly subnet: string;
  /** By node: the node's links in the subnet. */
  readonly links: ReadonlyMap<string, readonly string[]>;
  /** The nodes whose announcers report their links. */
  readonly told: ReadonlySet<string>;
}

/** The nodes with a link in the address's subnet; undefined if there are none. */
export type HomeOf = (address: string) => Home | undefined;

interface Subnet {
  readonly first: Address;
  readonly last: bigint;
  readonly text: string;
  readonly links: Map<string, string[]>;
}

export function homesOf(announcers: ReadonlyMap<string, KnownAnnouncer>): HomeOf {
  const subnets = new Map<string, Subnet>();
  const told = new Set<string>();
  for (const [node, { links }] of announcers) {
    if (links === undefined) continue;
    told.add(node);
    for (const [link, addresses] of links) for (const cidr of addresses) addSubnet(subnets, cidr, { node, link });
  }
  const homes = new Map<string, Home>();
  const all = [...subnets.values()];
  return (address) => {
    const parsed = all.length === 0 ? undefined : parseAddress(address);
    if (parsed === undefined) return undefined;
    const { family, value } = parsed;
    const around = all.filter(({ first, last }) => first.family === family && first.value <= value && value <= last);
    const subnet = around.map(({ text }) => text).join(", ");
    const known = homes.get(subnet);
    if (known !== undefined || around.length === 0) return known;
    const home = { subnet, links: merged(around), told };
    homes.set(subnet, home);
    return home;
  };
}

/**
 * Adds a node's link to its subnet. Host addresses (/32, /128) are skipped: their subnet has no room for another node.
 * A prefix of 0 is skipped too: it would make the node the home of every address.
 */
function addSubnet(
  subnets: Map<string, Subnet>,
  cidr: string,
  on: { readonly node: string; readonly link: string },
): void {
  const [host = "", prefix = ""] = cidr.split("/");
  const address = parseAddress(host);
  if (address === undefined) return;
  const free = addressBits[address.family] - Number(prefix);
  if (!/^[1-9]\d*$/.test(prefix) || free <= 0) return;
  const size = 1n << BigInt(free);
  const first = addressOf(address.family, address.value - address.value % size);
  const text = `${first.text}/${prefix}`;
  const subnet = subnets.get(text) ??
    { first, last: first.value + size - 1n, text, links: new Map<string, string[]>() };
  subnets.set(text, subnet);
  subnet.links.set(on.node, [...subnet.links.get(on.node) ?? [], on.link]);
}

function merged(subnets: readonly Subnet[]): ReadonlyMap<string, readonly string[]> {
  const links = new Map<string, readonly string[]>();
  for (const subnet of subnets) {
    for (const [node, its] of subnet.links) links.set(node, [...links.get(node) ?? [], ...its]);
  }
  return links;
}
