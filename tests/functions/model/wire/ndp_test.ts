import assert from "node:assert/strict";
import fc from "fast-check";
import { icmpv6Checksum } from "../../../../functions/model/wire/checksum.ts";
import type { DropReason } from "../../../../functions/model/wire/drop_reasons.ts";
import { dropReasons } from "../../../../functions/model/wire/drop_reasons.ts";
import { isGroupMac } from "../../../../functions/model/wire/mac.ts";
import type { NdpPacket, NeighborSolicitation } from "../../../../functions/model/wire/ndp.ts";
import { parseNdp } from "../../../../functions/model/wire/ndp.ts";
import {
  ndpFrame,
  ndpProbe,
  ndpRedirection,
  ndpReply,
  unsolicitedAdvertisement,
} from "../../../../functions/model/wire/ndp_frames.ts";
import { fuzzing, hex, ipv6Addresses, macs, nearlyFrames } from "../frame_arbitraries.ts";

const own = "02:00:00:00:00:0a";
const holder = "02:00:00:00:00:0b";

/** A capture from a real network: the Linux kernel resolves fd00::200. */
const solicitationBytes = hex(
  "33 33 ff 00 02 00 02 00 00 00 00 01 86 dd 60 00 00 00 00 20 3a ff" +
    "fd 00 00 00 00 00 00 00 00 00 00 00 00 00 00 01 ff 02 00 00 00 00 00 00 00 00 00 01 ff 00 02 00" +
    "87 00 79 9b 00 00 00 00 fd 00 00 00 00 00 00 00 00 00 00 00 00 00 02 00 01 01 02 00 00 00 00 01",
);

const solicitation: NeighborSolicitation = {
  type: "solicitation",
  ethernetSource: "02:00:00:00:00:01",
  ethernetDestination: "33:33:ff:00:02:00",
  source: "fd00::1",
  destination: "ff02::1:ff00:200",
  target: "fd00::200",
  sourceMac: "02:00:00:00:00:01",
};

const advertisement = {
  type: "advertisement",
  ethernetSource: holder,
  ethernetDestination: "02:00:00:00:00:01",
  source: "fe80::b",
  destination: "fd00::1",
  target: "fd00::200",
  router: false,
  solicited: true,
  override: true,
  targetMac: holder,
} as const satisfies NdpPacket;

const { sourceMac: _sourceMac, ...withoutOption } = solicitation;
const duplicateDetection: NeighborSolicitation = { ...withoutOption, source: "::" };

Deno.test("a solicitation is read from its bytes, and written to the same bytes", () => {
  assert.deepEqual(parseNdp(solicitationBytes), solicitation);
  assert.deepEqual(ndpFrame(solicitation), solicitationBytes);
});

const packets: { name: string; packet: NdpPacket }[] = [
  { name: "duplicate address detection", packet: duplicateDetection },
  { name: "a solicitation without option", packet: withoutOption },
  {
    name: "a unicast solicitation (neighbor unreachability detection)",
    packet: { ...solicitation, ethernetDestination: own, destination: "fd00::200" },
  },
  { name: "a solicited advertisement", packet: advertisement },
  { name: "an advertisement of a router", packet: { ...advertisement, router: true, override: false } },
];

Deno.test.each(packets)("NDP: $name survives writing and reading", ({ packet }) => {
  assert.deepEqual(parseNdp(ndpFrame(packet)), packet);
});

Deno.test("trailing bytes after the IPv6 packet make no difference", () => {
  assert.deepEqual(parseNdp(Uint8Array.of(...solicitationBytes, 0, 0, 0, 0)), solicitation);
});

const contradictions: { name: string; packet: NdpPacket }[] = [
  { name: "duplicate detection that gives a source MAC", packet: { ...solicitation, source: "::" } },
  { name: "duplicate detection to one host", packet: { ...duplicateDetection, destination: "fd00::200" } },
  { name: "a multicast source", packet: { ...solicitation, source: "ff02::2" } },
  { name: "a solicited answer to all", packet: { ...advertisement, destination: "ff02::1" } },
];

Deno.test.each(contradictions)("NDP: $name is dropped as a contradiction", ({ packet }) => {
  assert.deepEqual(parseNdp(ndpFrame(packet)), { drop: "Contradiction" });
});

const faults: { name: string; offset: number; byte: number; drop: DropReason }[] = [
  { name: "another EtherType", offset: 12, byte: 0x08, drop: "NotNdp" },
  { name: "another IP version", offset: 14, byte: 0x40, drop: "NotNdp" },
  { name: "an extension header", offset: 20, byte: 0, drop: "NotNdp" },
  { name: "a router advertisement", offset: 54, byte: 134, drop: "NotNdp" },
  { name: "a hop limit of 254", offset: 21, byte: 254, drop: "BadHopLimit" },
  { name: "a changed byte", offset: 70, byte: 1, drop: "BadChecksum" },
  { name: "a payload length past the end", offset: 19, byte: 33, drop: "Truncated" },
  { name: "a payload that ends in the target", offset: 19, byte: 20, drop: "Truncated" },
  { name: "a multicast Ethernet source", offset: 6, byte: 1, drop: "GroupSource" },
];

Deno.test.each(faults)("NDP: $name is dropped as $drop", ({ offset, byte, drop }) => {
  const frame = Uint8Array.from(solicitationBytes);
  frame[offset] = byte;
  assert.deepEqual(parseNdp(frame), { drop });
});

const sealedFaults: { name: string; offset: number; byte: number; drop: DropReason }[] = [
  { name: "a code that is not 0", offset: 55, byte: 1, drop: "BadCode" },
  { name: "an option without length", offset: 79, byte: 0, drop: "BadOptionLength" },
  { name: "an option past the end", offset: 79, byte: 2, drop: "BadOptionLength" },
  { name: "a multicast target", offset: 62, byte: 0xff, drop: "MulticastTarget" },
  { name: "a source MAC that is multicast", offset: 80, byte: 0x01, drop: "GroupSource" },
];

Deno.test.each(sealedFaults)(
  "NDP: $name is dropped as $drop, though the checksum is right",
  ({ offset, byte, drop }) => {
    const frame = Uint8Array.from(solicitationBytes);
    frame[offset] = byte;
    assert.deepEqual(parseNdp(sealed(frame)), { drop });
  },
);

/** The frame with a valid checksum, if it is long enough to contain one. */
function sealed(frame: Uint8Array): Uint8Array {
  if (frame.length < 58) return frame;
  const view = new DataView(frame.buffer, frame.byteOffset, frame.byteLength);
  view.setUint16(56, 0);
  const message = frame.subarray(54, 54 + view.getUint16(18));
  view.setUint16(56, icmpv6Checksum({ source: frame.subarray(22, 38), destination: frame.subarray(38, 54), message }));
  return frame;
}

Deno.test("an answer goes to the host that asked, and its target MAC may differ from the frame's source", () => {
  assert.deepEqual(parseNdp(ndpReply(solicitation, { mac: holder, ethernetSource: own, source: "fe80::a" })), {
    ...advertisement,
    ethernetSource: own,
    source: "fe80::a",
  });
});

Deno.test("an answer to duplicate address detection goes to all nodes", () => {
  assert.deepEqual(parseNdp(ndpReply(duplicateDetection, { mac: own, ethernetSource: own })), {
    ...advertisement,
    ethernetSource: own,
    ethernetDestination: "33:33:00:00:00:01",
    source: "fd00::200",
    destination: "ff02::1",
    solicited: false,
    targetMac: own,
  });
});

Deno.test("an unsolicited advertisement overrides what the neighbours know", () => {
  assert.deepEqual(parseNdp(unsolicitedAdvertisement({ address: "fd00::200", mac: own, source: "fe80::a" })), {
    ...advertisement,
    ethernetSource: own,
    ethernetDestination: "33:33:00:00:00:01",
    source: "fe80::a",
    destination: "ff02::1",
    solicited: false,
    targetMac: own,
  });
});

Deno.test("a redirection for one host is an advertisement to all nodes, sent to the MAC of that host", () => {
  const to = "02:00:00:00:00:01";
  assert.deepEqual(parseNdp(ndpRedirection({ address: "fd00::200", mac: holder, to, ethernetSource: own })), {
    ...advertisement,
    ethernetSource: own,
    ethernetDestination: to,
    source: "fd00::200",
    destination: "ff02::1",
    solicited: false,
  });
});

Deno.test("a probe without a source address is duplicate address detection; a probe with one contains its MAC", () => {
  const ethernetSource = solicitation.ethernetSource;
  assert.deepEqual(parseNdp(ndpProbe({ address: "fd00::200", mac: ethernetSource })), duplicateDetection);
  assert.deepEqual(parseNdp(ndpProbe({ address: "fd00::200", mac: ethernetSource, source: "fd00::1" })), solicitation);
});

Deno.test("any bytes are an NDP packet or a named drop reason", () => {
  const frames = fc.oneof(nearlyFrames(solicitationBytes), nearlyFrames(solicitationBytes).map(sealed));
  fc.assert(
    fc.property(frames, (frame) => {
      const packet = parseNdp(frame);
      if ("drop" in packet) assert.ok(packet.drop in dropReasons);
      else assert.deepEqual(parseNdp(ndpFrame(packet)), packet);
    }),
    fuzzing,
  );
});

Deno.test("every advertisement survives writing and reading", () => {
  const packets = fc.record({
    ethernetSource: macs.filter((mac) => !isGroupMac(mac)),
    ethernetDestination: macs,
    source: ipv6Addresses.filter((address) => !address.startsWith("ff")),
    destination: ipv6Addresses.filter((address) => !address.startsWith("ff")),
    target: ipv6Addresses.filter((address) => !address.startsWith("ff")),
    router: fc.boolean(),
    solicited: fc.boolean(),
    override: fc.boolean(),
    targetMac: macs,
  }).map((fields): NdpPacket => ({ type: "advertisement", ...fields }));
  fc.assert(fc.property(packets, (packet) => assert.deepEqual(parseNdp(ndpFrame(packet)), packet)));
});
