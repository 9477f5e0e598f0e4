import assert from "node:assert/strict";
import fc from "fast-check";
import type { ArpOperation, ArpPacket } from "../../../../functions/model/wire/arp.ts";
import {
  arpFrame,
  arpProbe,
  arpRedirection,
  arpReply,
  gratuitousArp,
  parseArp,
} from "../../../../functions/model/wire/arp.ts";
import type { DropReason } from "../../../../functions/model/wire/drop_reasons.ts";
import { dropReasons } from "../../../../functions/model/wire/drop_reasons.ts";
import { isGroupMac } from "../../../../functions/model/wire/mac.ts";
import { fuzzing, hex, ipv4Addresses, macs, nearlyFrames } from "../frame_arbitraries.ts";

const own = "02:00:00:00:00:0a";
const holder = "02:00:00:00:00:0b";

const request: ArpPacket = {
  operation: "request",
  ethernetSource: "02:00:00:00:00:01",
  ethernetDestination: "ff:ff:ff:ff:ff:ff",
  senderMac: "02:00:00:00:00:01",
  senderAddress: "10.0.0.1",
  targetMac: "00:00:00:00:00:00",
  targetAddress: "10.0.0.200",
};

const requestBytes = hex(
  "ff ff ff ff ff ff 02 00 00 00 00 01 08 06 00 01 08 00 06 04 00 01" +
    "02 00 00 00 00 01 0a 00 00 01 00 00 00 00 00 00 0a 00 00 c8",
);

Deno.test("an ARP request is read from its bytes, and written to the same bytes", () => {
  assert.deepEqual(parseArp(requestBytes), request);
  assert.deepEqual(arpFrame(request), requestBytes);
});

Deno.test("padding, and a frame inside a larger buffer, make no difference", () => {
  const buffer = new Uint8Array(100);
  buffer.set(requestBytes, 7);
  assert.deepEqual(parseArp(buffer.subarray(7, 67)), request);
});

const faults: { name: string; change: (frame: Uint8Array) => Uint8Array; drop: DropReason }[] = [
  { name: "an empty frame", change: () => new Uint8Array(), drop: "Truncated" },
  { name: "one byte short", change: (frame) => frame.subarray(0, 41), drop: "Truncated" },
  { name: "IPv4 instead of ARP", change: (frame) => withByte(frame, 13, 0x00), drop: "NotArp" },
  { name: "hardware that is not Ethernet", change: (frame) => withByte(frame, 15, 6), drop: "NotEthernetIPv4" },
  { name: "a protocol that is not IPv4", change: (frame) => withByte(frame, 16, 0x86), drop: "NotEthernetIPv4" },
  { name: "eight bytes of hardware address", change: (frame) => withByte(frame, 18, 8), drop: "NotEthernetIPv4" },
  { name: "reverse ARP", change: (frame) => withByte(frame, 21, 3), drop: "UnknownOperation" },
  { name: "a multicast Ethernet source", change: (frame) => withByte(frame, 6, 0x01), drop: "GroupSource" },
  { name: "a sender MAC that is broadcast", change: (frame) => withByte(frame, 22, 0xff), drop: "GroupSource" },
];

Deno.test.each(faults)("ARP: $name is dropped as $drop", ({ change, drop }) => {
  assert.deepEqual(parseArp(change(Uint8Array.from(requestBytes))), { drop });
});

function withByte(frame: Uint8Array, offset: number, byte: number): Uint8Array {
  frame[offset] = byte;
  return frame;
}

Deno.test("a reply goes only to the host that asked, and its sender MAC may differ from the frame's source", () => {
  assert.deepEqual(parseArp(arpReply(request, { mac: holder, ethernetSource: own })), {
    operation: "reply",
    ethernetSource: own,
    ethernetDestination: request.senderMac,
    senderMac: holder,
    senderAddress: "10.0.0.200",
    targetMac: request.senderMac,
    targetAddress: "10.0.0.1",
  });
});

Deno.test("a probe has no sender address", () => {
  assert.deepEqual(parseArp(arpProbe({ address: "10.0.0.200", mac: own })), {
    ...request,
    ethernetSource: own,
    senderMac: own,
    senderAddress: "0.0.0.0",
  });
});

Deno.test("gratuitous ARP has the address as sender and as target", () => {
  assert.deepEqual(parseArp(gratuitousArp({ address: "10.0.0.200", mac: own }, "reply")), {
    operation: "reply",
    ethernetSource: own,
    ethernetDestination: "ff:ff:ff:ff:ff:ff",
    senderMac: own,
    senderAddress: "10.0.0.200",
    targetMac: "ff:ff:ff:ff:ff:ff",
    targetAddress: "10.0.0.200",
  });
});

Deno.test("a redirection for one host is a reply that the host's kernel treats as gratuitous ARP", () => {
  assert.deepEqual(
    arpRedirection({ address: "10.0.0.200", mac: holder, to: "02:00:00:00:00:01", ethernetSource: own }),
    hex(
      "02 00 00 00 00 01 02 00 00 00 00 0a 08 06 00 01 08 00 06 04 00 02" +
        "02 00 00 00 00 0b 0a 00 00 c8 02 00 00 00 00 0b 0a 00 00 c8",
    ),
  );
});

Deno.test("an ARP frame cannot be written with an IPv6 address", () => {
  assert.throws(() => arpProbe({ address: "fe80::1", mac: own }), {
    name: "RangeError",
    message: "Cannot write ARP packet: fe80::1 is not an IPv4 address",
  });
});

Deno.test("any bytes are an ARP packet or a named drop reason", () => {
  fc.assert(
    fc.property(nearlyFrames(requestBytes), (frame) => {
      const packet = parseArp(frame);
      if ("drop" in packet) assert.ok(packet.drop in dropReasons);
      else assert.deepEqual(parseArp(arpFrame(packet)), packet);
    }),
    fuzzing,
  );
});

Deno.test("every ARP packet survives writing and reading", () => {
  const packets = fc.record({
    operation: fc.constantFrom<ArpOperation>("request", "reply"),
    ethernetSource: macs.filter((mac) => !isGroupMac(mac)),
    ethernetDestination: macs,
    senderMac: macs.filter((mac) => !isGroupMac(mac)),
    senderAddress: ipv4Addresses,
    targetMac: macs,
    targetAddress: ipv4Addresses,
  }).map((fields): ArpPacket => ({ ...fields }));
  fc.assert(fc.property(packets, (packet) => assert.deepEqual(parseArp(arpFrame(packet)), packet)));
});
