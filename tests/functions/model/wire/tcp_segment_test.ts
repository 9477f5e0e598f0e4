import assert from "node:assert/strict";
import fc from "fast-check";
import {
  type EdgeSegment,
  parseEdge,
  type SegmentDropReason,
  segmentDropReasons,
} from "../../../../functions/model/wire/tcp_segment.ts";
import { fuzzing, nearlyFrames } from "../frame_arbitraries.ts";
import { flags, ipv4Segment, ipv6Segment } from "../tcp_frames.ts";

const { fin, syn, rst, ack } = flags;

const common = { ethernetSource: "02:00:00:00:00:01", sourcePort: 40000, destinationPort: 80 };
const ipv4 = { ...common, source: "10.0.0.1", destination: "10.0.0.200" };
const ipv6 = { ...common, source: "fd00::1", destination: "fd00::200" };

const edges: { name: string; bits: number; edge: EdgeSegment["edge"] }[] = [
  { name: "SYN", bits: syn, edge: "opens" },
  { name: "SYN with ECN", bits: syn | 0xc0, edge: "opens" },
  { name: "FIN", bits: fin | ack, edge: "closes" },
  { name: "RST", bits: rst, edge: "closes" },
  { name: "SYN and RST, which no host sends,", bits: syn | rst, edge: "closes" },
];

Deno.test.each(edges)("$name $edge a connection, over IPv4 and IPv6", ({ bits, edge }) => {
  assert.deepEqual(parseEdge(ipv4Segment(bits)), { ...ipv4, edge });
  assert.deepEqual(parseEdge(ipv6Segment(bits)), { ...ipv6, edge });
});

Deno.test("a segment that is cut after its flags is read completely", () => {
  assert.deepEqual(parseEdge(ipv4Segment(syn).subarray(0, 48)), { ...ipv4, edge: "opens" });
  assert.deepEqual(parseEdge(ipv6Segment(syn).subarray(0, 68)), { ...ipv6, edge: "opens" });
});

const faults: { name: string; frame: Uint8Array; drop: SegmentDropReason }[] = [
  { name: "an empty frame", frame: new Uint8Array(), drop: "Truncated" },
  { name: "nothing behind the Ethernet header", frame: ipv4Segment(syn).subarray(0, 14), drop: "Truncated" },
  { name: "IPv4 that ends before the flags", frame: ipv4Segment(syn).subarray(0, 47), drop: "Truncated" },
  { name: "IPv6 that ends before the flags", frame: ipv6Segment(syn).subarray(0, 67), drop: "Truncated" },
  { name: "data", frame: ipv4Segment(ack), drop: "NoEdge" },
  { name: "data over IPv6", frame: ipv6Segment(ack), drop: "NoEdge" },
  { name: "UDP", frame: withByte(ipv4Segment(syn), 23, 17), drop: "NotTcp" },
  { name: "an IPv6 extension header", frame: withByte(ipv6Segment(syn), 20, 0), drop: "NotTcp" },
  { name: "IPv4 with options", frame: withByte(ipv4Segment(syn), 14, 0x46), drop: "NotTcp" },
  { name: "ARP", frame: withByte(ipv4Segment(syn), 13, 6), drop: "NotTcp" },
  { name: "a later fragment", frame: withByte(ipv4Segment(syn), 21, 1), drop: "Fragment" },
  { name: "a multicast source", frame: withByte(ipv4Segment(syn), 6, 1), drop: "GroupSource" },
];

Deno.test.each(faults)("TCP: $name is dropped as $drop", ({ frame, drop }) => {
  assert.deepEqual(parseEdge(frame), { drop });
});

function withByte(frame: Uint8Array, offset: number, byte: number): Uint8Array {
  frame[offset] = byte;
  return frame;
}

Deno.test("any bytes are a segment with an edge or a named drop reason", () => {
  const frames = fc.oneof(nearlyFrames(ipv4Segment(syn)), nearlyFrames(ipv6Segment(flags.fin)));
  fc.assert(
    fc.property(frames, (frame) => {
      const segment = parseEdge(frame);
      if ("drop" in segment) assert.ok(segment.drop in segmentDropReasons);
      else assert.ok(frame.length >= 48);
    }),
    fuzzing,
  );
});
