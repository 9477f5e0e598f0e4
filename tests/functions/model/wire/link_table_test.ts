import assert from "node:assert/strict";
import type { LinkAddress } from "../../../../functions/model/wire/link.ts";
import type { LinkTable } from "../../../../functions/model/wire/link_table.ts";
import { applyNetlink } from "../../../../functions/model/wire/link_table.ts";
import type { LinkFacts, NetlinkMessage } from "../../../../functions/model/wire/netlink.ts";

const eth0: LinkFacts = { index: 7, name: "eth0", mac: "02:00:00:00:00:01", up: true, arp: true, broadcast: true };
const first: LinkAddress = { address: "10.0.0.1", prefix: 24, scope: "global" };
const second: LinkAddress = { address: "10.0.0.2", prefix: 24, scope: "global" };

function after(...messages: NetlinkMessage[]): LinkTable {
  return applyNetlink(new Map(), messages);
}

const known = after(
  { type: "link", link: eth0 },
  { type: "address", index: 7, address: first },
  { type: "address", index: 7, address: second },
);

const news: { name: string; message: NetlinkMessage; links: unknown[] }[] = [
  {
    name: "a link that goes down keeps its addresses",
    message: { type: "link", link: { ...eth0, up: false } },
    links: [{ ...eth0, up: false, addresses: [first, second] }],
  },
  {
    name: "an address that goes",
    message: { type: "addressGone", index: 7, address: first },
    links: [{ ...eth0, addresses: [second] }],
  },
  {
    name: "an address that changes its scope",
    message: { type: "address", index: 7, address: { ...first, scope: "link" } },
    links: [{ ...eth0, addresses: [{ ...first, scope: "link" }, second] }],
  },
  {
    name: "one address with two prefixes",
    message: { type: "address", index: 7, address: { ...first, prefix: 16 } },
    links: [{ ...eth0, addresses: [first, second, { ...first, prefix: 16 }] }],
  },
  { name: "a link that goes", message: { type: "linkGone", index: 7 }, links: [] },
];

Deno.test.each(news)("links: $name", ({ message, links }) => {
  assert.deepEqual([...applyNetlink(known, [message]).values()], links);
});

const nothingNew: { name: string; message: NetlinkMessage }[] = [
  { name: "an unchanged link", message: { type: "link", link: { ...eth0 } } },
  { name: "a known address", message: { type: "address", index: 7, address: { ...first } } },
  {
    name: "an unknown address goes",
    message: { type: "addressGone", index: 7, address: { ...first, prefix: 8 } },
  },
  { name: "an address on an unknown link", message: { type: "address", index: 8, address: first } },
  { name: "an unknown link goes", message: { type: "linkGone", index: 8 } },
  { name: "the end of a list", message: { type: "done" } },
];

Deno.test.each(nothingNew)("the table stays the same object after: $name", ({ message }) => {
  assert.equal(applyNetlink(known, [message]), known);
});

Deno.test("a new link with the index of an old one has none of its addresses", () => {
  const links = applyNetlink(known, [{ type: "linkGone", index: 7 }, {
    type: "link",
    link: { ...eth0, name: "eth1" },
  }]);
  assert.deepEqual([...links.values()], [{ ...eth0, name: "eth1", addresses: [] }]);
});
