import assert from "node:assert/strict";
import fc from "fast-check";
import { type Answer, answer, type AnsweringLink } from "../../../../../functions/model/announcing/duties/answer.ts";
import { arpFrame, arpProbe, gratuitousArp, parseArp } from "../../../../../functions/model/wire/arp.ts";
import { type DropReason, dropReasons } from "../../../../../functions/model/wire/drop_reasons.ts";
import { parseNdp } from "../../../../../functions/model/wire/ndp.ts";
import { ndpProbe, unsolicitedAdvertisement } from "../../../../../functions/model/wire/ndp_frames.ts";
import type { AnswerTable } from "../../../../../functions/model/announcing/duties/situation.ts";
import { fuzzing, nearlyFrames } from "../../frame_arbitraries.ts";

const own = "02:00:00:00:0a:00";
const holder = "02:00:00:00:0b:00";
const asker = "02:00:00:00:0f:00";
const eth0: AnsweringLink = { name: "eth0", mac: own };
const eth1: AnsweringLink = { name: "eth1", mac: "02:00:00:00:0a:01" };

const table: AnswerTable = new Map([
  ["10.0.0.200", { eth0: own }],
  ["10.0.0.201", { eth0: holder }],
  ["2001:db8::200", { eth0: own }],
  ["2001:db8::201", { eth0: holder }],
]);

function request(address: string, destination = "ff:ff:ff:ff:ff:ff"): Uint8Array {
  const frame = arpProbe({ address, mac: asker, sender: "10.0.0.9" });
  frame.set(destination.split(":").map((pair) => Number.parseInt(pair, 16)));
  return frame;
}

function solicitation(address: string): Uint8Array {
  return ndpProbe({ address, mac: asker, source: "fe80::9" });
}

function arpReplyIn(
  answered: Answer,
): { mac: string; source: string; destination: string; target: string } | undefined {
  if (!("reply" in answered)) return undefined;
  const packet = parseArp(answered.reply);
  if ("drop" in packet || packet.operation !== "reply") return undefined;
  return {
    mac: packet.senderMac,
    source: packet.ethernetSource,
    destination: packet.ethernetDestination,
    target: packet.targetAddress,
  };
}

Deno.test("an ARP request is answered with this link's MAC, and only its sender gets the answer", () => {
  const answered = answer(request("10.0.0.200"), eth0, table);
  assert.deepEqual(arpReplyIn(answered), { mac: own, source: own, destination: asker, target: "10.0.0.9" });
});

Deno.test("a surrogate answers with the holder's MAC, in a frame of its own", () => {
  const answered = answer(request("10.0.0.201"), eth0, table);
  assert.deepEqual(arpReplyIn(answered), { mac: holder, source: own, destination: asker, target: "10.0.0.9" });
});

Deno.test("an ARP probe of a host that wants the address for itself is answered", () => {
  const answered = answer(arpProbe({ address: "10.0.0.200", mac: asker }), eth0, table);
  assert.equal(arpReplyIn(answered)?.target, "0.0.0.0");
});

Deno.test("a unicast request to this link's MAC is answered, since hosts use it to confirm an entry", () => {
  assert.ok("reply" in answer(request("10.0.0.200", own), eth0, table));
});

Deno.test.each([
  { address: "2001:db8::200", mac: own },
  { address: "2001:db8::201", mac: holder },
])("a neighbor solicitation for $address is answered, solicited and with Override", ({ address, mac }) => {
  const answered = answer(solicitation(address), eth0, table);
  assert.ok("reply" in answered);
  const packet = parseNdp(answered.reply);
  assert.ok(!("drop" in packet) && packet.type === "advertisement");
  assert.equal(packet.target, address);
  assert.equal(packet.targetMac, mac);
  assert.equal(packet.ethernetSource, own);
  assert.equal(packet.ethernetDestination, asker);
  assert.equal(packet.destination, "fe80::9");
  assert.deepEqual([packet.solicited, packet.override, packet.router], [true, true, false]);
});

Deno.test("duplicate address detection is answered to all nodes, since the address is in use", () => {
  const answered = answer(ndpProbe({ address: "2001:db8::200", mac: asker }), eth0, table);
  assert.ok("reply" in answered);
  const packet = parseNdp(answered.reply);
  assert.ok(!("drop" in packet) && packet.type === "advertisement");
  assert.deepEqual([packet.destination, packet.solicited, packet.override], ["ff02::1", false, true]);
});

const drops: { name: string; frame: Uint8Array; link?: AnsweringLink; drop: DropReason; address?: string }[] = [
  { name: "an address of another host", frame: request("10.0.0.7"), drop: "NotAnnounced", address: "10.0.0.7" },
  {
    name: "an address on another link",
    frame: request("10.0.0.200"),
    link: eth1,
    drop: "OtherInterface",
    address: "10.0.0.200",
  },
  {
    name: "a request to another host's MAC",
    frame: request("10.0.0.200", "02:00:00:00:0c:00"),
    drop: "OtherEthernetDestination",
    address: "10.0.0.200",
  },
  {
    name: "a gratuitous request",
    frame: gratuitousArp({ address: "10.0.0.200", mac: asker }, "request"),
    drop: "NotRequest",
    address: "10.0.0.200",
  },
  {
    name: "a gratuitous reply",
    frame: gratuitousArp({ address: "10.0.0.200", mac: asker }, "reply"),
    drop: "NotRequest",
  },
  {
    name: "a reply",
    frame: arpFrame({
      operation: "reply",
      ethernetSource: asker,
      ethernetDestination: own,
      senderMac: asker,
      senderAddress: "10.0.0.9",
      targetMac: own,
      targetAddress: "10.0.0.200",
    }),
    drop: "NotRequest",
  },
  {
    name: "an IPv6 address of another host",
    frame: solicitation("2001:db8::7"),
    drop: "NotAnnounced",
    address: "2001:db8::7",
  },
  {
    name: "an IPv6 address on another link",
    frame: solicitation("2001:db8::200"),
    link: eth1,
    drop: "OtherInterface",
    address: "2001:db8::200",
  },
  {
    name: "an advertisement",
    frame: unsolicitedAdvertisement({ address: "2001:db8::200", mac: asker }),
    drop: "NotRequest",
  },
  { name: "a short ARP frame", frame: request("10.0.0.200").subarray(0, 40), drop: "Truncated" },
  { name: "neither ARP nor IPv6", frame: request("10.0.0.200").with(13, 0x00), drop: "NotNdp" },
  { name: "an empty frame", frame: new Uint8Array(), drop: "Truncated" },
];

Deno.test.each(drops)("answer: $name is dropped as $drop", ({ frame, link = eth0, drop, address }) => {
  assert.deepEqual(answer(frame, link, table), { drop, ...(address !== undefined && { address }) });
});

Deno.test("any frame is either answered for an address of the table, or dropped with a reason", () => {
  const frames = fc.oneof(nearlyFrames(request("10.0.0.200")), nearlyFrames(solicitation("2001:db8::200")));
  fc.assert(
    fc.property(frames, (frame) => {
      const answered = answer(frame, eth0, table);
      if ("drop" in answered) assert.ok(answered.drop in dropReasons);
      else assert.ok(table.has(answered.address));
    }),
    fuzzing,
  );
});
