import assert from "node:assert/strict";
import fc from "fast-check";
import { applyNetlink } from "../../../../functions/model/wire/link_table.ts";
import {
  dumpRequest,
  getLinks,
  type NetlinkDropped,
  netlinkDropReasons,
  parseNetlink,
} from "../../../../functions/model/wire/netlink.ts";
import { fuzzing, hex, nearlyFrames } from "../frame_arbitraries.ts";

/** `struct nlmsghdr` and its body, padded. */
function message({ type, flags = 0 }: { type: number; flags?: number }, ...body: Uint8Array[]): Uint8Array {
  const content = body.flatMap((part) => [...part]);
  const length = 16 + content.length;
  const bytes = new Uint8Array((length + 3) & ~3);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, length, true);
  view.setUint16(4, type, true);
  view.setUint16(6, flags, true);
  bytes.set(content, 16);
  return bytes;
}

function attribute(type: number, value: Uint8Array): Uint8Array {
  const bytes = new Uint8Array((4 + value.length + 3) & ~3);
  new DataView(bytes.buffer).setUint16(0, 4 + value.length, true);
  new DataView(bytes.buffer).setUint16(2, type, true);
  bytes.set(value, 4);
  return bytes;
}

function name(text: string): Uint8Array {
  return attribute(3, new TextEncoder().encode(`${text}\0`));
}

const broadcastAndUp = hex("43 10 01 00 00 00 00 00");
const linkIndex7 = hex("00 00 01 00 07 00 00 00");
const mac = attribute(1, hex("02 00 00 00 00 01"));
const vrfMember = [
  attribute(10, hex("09 00 00 00")),
  attribute(18, Uint8Array.of(...attribute(1, hex("76 65 74 68 00")), ...attribute(4, hex("76 72 66 00")))),
];
const link = message({ type: 16 }, linkIndex7, broadcastAndUp, name("eth0"), mac, ...vrfMember);
const addressOnLink7 = [
  hex("02 18 80 00 07 00 00 00"),
  attribute(1, hex("0a 00 00 63")),
  attribute(2, hex("0a 00 00 01")),
];
const address = message({ type: 20 }, ...addressOnLink7);
const facts = {
  index: 7,
  name: "eth0",
  mac: "02:00:00:00:00:01",
  up: true,
  arp: true,
  broadcast: true,
  kind: "veth",
  master: { index: 9, kind: "vrf" },
};
const ownAddress = { address: "10.0.0.1", prefix: 24, scope: "global" } as const;

Deno.test("a link and its address are read; of a tunnel's two addresses, the local one is used", () => {
  assert.deepEqual(parseNetlink(Uint8Array.of(...link, ...address)), [
    { type: "link", link: facts },
    { type: "address", index: 7, address: ownAddress },
  ]);
});

function dropped(reason: NetlinkDropped["reason"]): readonly NetlinkDropped[] {
  return [{ type: "dropped", reason }];
}

const rows: { name: string; bytes: Uint8Array; read: readonly unknown[] }[] = [
  { name: "the end of a list", bytes: message({ type: 3 }, hex("00 00 00 00")), read: [{ type: "done" }] },
  {
    name: "the end of a list with gaps",
    bytes: message({ type: 3, flags: 0x12 }, hex("00 00 00 00")),
    read: [{ type: "interrupted" }, { type: "done" }],
  },
  { name: "an error", bytes: message({ type: 2 }, hex("f0 ff ff ff")), read: [{ type: "error", errno: 16 }] },
  {
    name: "a link that goes",
    bytes: message({ type: 17 }, linkIndex7, broadcastAndUp),
    read: [{ type: "linkGone", index: 7 }],
  },
  {
    name: "a port that leaves a bridge, and stays a link",
    bytes: message({ type: 17 }, hex("07 00 01 00 07 00 00 00"), broadcastAndUp, name("eth0")),
    read: dropped("BridgePort"),
  },
  {
    name: "a link without carrier, without MAC, without ARP",
    bytes: message({ type: 16 }, linkIndex7, hex("81 00 00 00 00 00 00 00"), name("tun0")),
    read: [{ type: "link", link: { index: 7, name: "tun0", up: false, arp: false, broadcast: false } }],
  },
  {
    name: "an IPv6 address",
    bytes: message({ type: 20 }, hex("0a 40 80 fd 07 00 00 00"), attribute(1, hex(`fe80${"00".repeat(13)}01`))),
    read: [{ type: "address", index: 7, address: { address: "fe80::1", prefix: 64, scope: "link" } }],
  },
  { name: "a route", bytes: message({ type: 24 }, new Uint8Array(12)), read: dropped("UnknownType") },
  { name: "a link without name", bytes: message({ type: 16 }, linkIndex7, broadcastAndUp), read: dropped("Nameless") },
  {
    name: "an IPv6 address of four bytes",
    bytes: message({ type: 20 }, hex("0a 40 80 00 07 00 00 00"), attribute(1, hex("0a 00 00 01"))),
    read: dropped("AddressLength"),
  },
  {
    name: "a message that says it is shorter than its header",
    bytes: hex(`0f${"00".repeat(15)}`),
    read: dropped("Truncated"),
  },
  { name: "a message that is cut", bytes: link.subarray(0, -4), read: dropped("Truncated") },
];

Deno.test.each(rows)("netlink: $name", ({ bytes, read }) => assert.deepEqual(parseNetlink(bytes), read));

Deno.test("any bytes are read as messages; a message that has no meaning is dropped with a named reason", () => {
  fc.assert(
    fc.property(nearlyFrames(Uint8Array.of(...link, ...address)), (bytes) => {
      const messages = parseNetlink(bytes);
      if (bytes.length > 0) assert.ok(messages.length > 0);
      for (const each of messages) if (each.type === "dropped") assert.ok(each.reason in netlinkDropReasons);
      applyNetlink(new Map(), messages);
    }),
    fuzzing,
  );
});

Deno.test("the request for a list is a netlink header and an empty body", () => {
  assert.deepEqual(dumpRequest(getLinks), hex(`20000000 1200 0103 ${"00".repeat(24)}`));
});
