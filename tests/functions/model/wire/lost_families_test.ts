import assert from "node:assert/strict";
import type { Link, LinkAddress } from "../../../../functions/model/wire/link.ts";
import { addressesHad, type LostFamilies, lostFamilies } from "../../../../functions/model/wire/lost_families.ts";

const ipv4: LinkAddress = { address: "10.0.0.1", prefix: 24, scope: "global" };
const ipv6: LinkAddress = { address: "2001:db8::1", prefix: 64, scope: "global" };
const linkLocal: LinkAddress = { address: "fe80::1", prefix: 64, scope: "link" };

function link(...addresses: readonly LinkAddress[]): Link {
  return { index: 2, name: "eth0", mac: "02:00:00:00:00:01", up: true, arp: true, broadcast: true, addresses };
}

interface Row {
  readonly name: string;
  /** The addresses of the link, one state after the other. */
  readonly states: readonly (readonly LinkAddress[])[];
  readonly lost: LostFamilies;
}

Deno.test.each<Row>([
  { name: "both families", states: [[ipv4, ipv6, linkLocal]], lost: {} },
  { name: "IPv4 and only a link-local IPv6 address", states: [[ipv4, linkLocal]], lost: {} },
  { name: "no IPv6 from the start", states: [[ipv4]], lost: { IPv6: [] } },
  { name: "a VLAN that never had an IPv4 address", states: [[linkLocal]], lost: {} },
  { name: "IPv6 is switched off", states: [[ipv4, ipv6, linkLocal], [ipv4]], lost: { IPv6: ["2001:db8::1/64"] } },
  { name: "the IPv4 address is removed", states: [[ipv4, linkLocal], [linkLocal]], lost: { IPv4: ["10.0.0.1/24"] } },
  {
    name: "the IPv4 address is removed and comes back",
    states: [[ipv4, linkLocal], [linkLocal], [ipv4, linkLocal]],
    lost: {},
  },
  {
    name: "the IPv4 address changes before it is removed",
    states: [[{ ...ipv4, address: "10.1.0.1" }, linkLocal], [ipv4, linkLocal], [linkLocal]],
    lost: { IPv4: ["10.0.0.1/24"] },
  },
])("the families that a link has lost: $name", ({ states, lost }) => {
  let had: LostFamilies = {};
  for (const addresses of states) had = addressesHad(link(...addresses), had);
  assert.deepEqual(lostFamilies(link(...states.at(-1) ?? []), had), lost);
});
