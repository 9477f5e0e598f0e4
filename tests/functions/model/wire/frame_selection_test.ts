import assert from "node:assert/strict";
import fc from "fast-check";
import { arpProbe, gratuitousArp } from "../../../../functions/model/wire/arp.ts";
import { lastWord } from "../../../../functions/model/addresses/address_bytes.ts";
import { arpFrames, filterProgram, ndpFrames, tcpEdges } from "../../../../functions/model/wire/frame_selection.ts";
import { ndpProbe, unsolicitedAdvertisement } from "../../../../functions/model/wire/ndp_frames.ts";
import type { Instruction } from "../../../../functions/model/wire/packet_filter.ts";
import { filterBytes } from "../../../../functions/model/wire/packet_filter.ts";
import { hex, ipv4Addresses, ipv6Addresses } from "../frame_arbitraries.ts";
import { flags, ipv4Segment, ipv6Segment } from "../tcp_frames.ts";

const mac = "02:00:00:00:00:0a";

/** True if the kernel would pass the frame. Executes only the part of classic BPF that the programs use. */
function passes(program: readonly Instruction[], frame: Uint8Array): boolean {
  const view = new DataView(frame.buffer, frame.byteOffset, frame.byteLength);
  let accumulator = 0;
  for (let at = 0;; at++) {
    const instruction = program[at];
    assert.ok(instruction, "the program ends without a result");
    const { code, operand, jumpTrue, jumpFalse } = instruction;
    if (code === 0x06) return operand > 0;
    if (code === 0x05) at += operand;
    else if (code === 0x35) at += accumulator >= operand ? jumpTrue : jumpFalse;
    else if (code === 0x45) at += (accumulator & operand) !== 0 ? jumpTrue : jumpFalse;
    else if (code === 0x15) at += accumulator === operand ? jumpTrue : jumpFalse;
    else if (operand + (code === 0x20 ? 4 : 1) > frame.length) return false;
    else accumulator = code === 0x20 ? view.getUint32(operand) : view.getUint8(operand);
  }
}

function words(addresses: readonly string[]): ReadonlySet<number> {
  return new Set(addresses.map(lastWord));
}

function setsOf(addresses: fc.Arbitrary<string>): fc.Arbitrary<string[]> {
  return fc.array(addresses, { maxLength: 1200, size: "max" });
}

Deno.test("the ARP filter passes only frames from or about a wanted address", () => {
  fc.assert(fc.property(setsOf(ipv4Addresses), ipv4Addresses, (wanted, other) => {
    const exact = words(wanted).size <= 1000;
    const program = filterProgram(arpFrames, words(wanted));
    for (const address of wanted.slice(0, 20)) {
      assert.ok(passes(program, arpProbe({ address, mac })));
      assert.ok(passes(program, arpProbe({ address: other, mac, sender: address })));
      assert.ok(passes(program, gratuitousArp({ address, mac }, "reply")));
    }
    const sender = "192.0.2.1";
    const isAbout = wanted.includes(other) || wanted.includes(sender);
    assert.equal(passes(program, arpProbe({ address: other, mac, sender })), !exact || isAbout);
  }));
});

Deno.test("the NDP filter passes only frames about a wanted address", () => {
  fc.assert(fc.property(setsOf(ipv6Addresses), ipv6Addresses, (wanted, other) => {
    const exact = words(wanted).size <= 1000;
    const program = filterProgram(ndpFrames, words(wanted));
    for (const address of wanted.slice(0, 20)) {
      assert.ok(passes(program, ndpProbe({ address, mac })));
      assert.ok(passes(program, unsolicitedAdvertisement({ address, mac })));
    }
    const same = wanted.some((address) => lastWord(address) === lastWord(other));
    assert.equal(passes(program, ndpProbe({ address: other, mac })), !exact || same);
  }));
});

Deno.test.each([
  { name: "UDP", offset: 20, byte: 17 },
  { name: "a hop limit of 64", offset: 21, byte: 64 },
  { name: "an echo request", offset: 54, byte: 128 },
])("the NDP filter stops $name, whatever is wanted", ({ offset, byte }) => {
  const frame = ndpProbe({ address: "fd00::200", mac });
  frame[offset] = byte;
  assert.equal(passes(filterProgram(ndpFrames, "any"), frame), false);
  assert.equal(passes(filterProgram(ndpFrames, words(["fd00::200"])), frame), false);
});

Deno.test.each([
  { family: "IPv4" as const, wanted: "10.0.0.200", other: "10.0.0.201", segment: ipv4Segment, flagsAt: 47 },
  { family: "IPv6" as const, wanted: "fd00::200", other: "fd00::201", segment: ipv6Segment, flagsAt: 67 },
])("the TCP filter passes just what opens or closes a connection to a wanted address, over $family", (row) => {
  const { family, wanted, other, segment, flagsAt } = row;
  const program = filterProgram(tcpEdges[family], words([wanted]));
  for (let bits = 0; bits < 256; bits++) {
    const isEdge = (bits & (flags.syn | flags.fin | flags.rst)) !== 0;
    assert.equal(passes(program, segment(bits)), isEdge);
    assert.equal(passes(filterProgram(tcpEdges[family], words([other])), segment(bits)), false);
  }
  assert.equal(passes(program, segment(flags.syn).subarray(0, flagsAt)), false);
});

Deno.test.each([
  { name: "options", offset: 14, byte: 0x46 },
  { name: "UDP", offset: 23, byte: 17 },
])("the TCP filter stops $name in IPv4, whatever is wanted", ({ offset, byte }) => {
  const frame = ipv4Segment(flags.syn);
  frame[offset] = byte;
  assert.equal(passes(filterProgram(tcpEdges.IPv4, "any"), frame), false);
});

Deno.test("a frame too short for its addresses does not pass", () => {
  const frame = arpProbe({ address: "10.0.0.200", mac }).subarray(0, 30);
  assert.equal(passes(filterProgram(arpFrames, words(["10.0.0.200"])), frame), false);
});

Deno.test("the kernel gets a program as an array of struct sock_filter", () => {
  assert.deepEqual(
    filterBytes([{ code: 0x15, jumpTrue: 1, jumpFalse: 2, operand: 0xc0a80001 }]),
    hex("15 00 01 02 01 00 a8 c0"),
  );
});
