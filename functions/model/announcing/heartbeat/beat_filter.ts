/**
 * The kernel's filter for heartbeats. It drops datagrams that cannot be heartbeats. From version 2 on, it also drops
 * datagrams that a router has forwarded.
 *
 * In a flood, a datagram from a known peer's address passes if it echoes this announcer's incarnation: only the peers
 * know that number. Of the other datagrams, one in 64 passes. So a peer that starts during the flood is heard too, but
 * later.
 *
 * @module
 */

import { lastWord } from "../../addresses/address_bytes.ts";
import { acceptIf, assemble, type Instruction, type Line } from "../../wire/packet_filter.ts";
import { layout1, layout2, offsetIn, shortestBeat } from "./layout.ts";

/** The peers that echo this announcer's incarnation. */
export interface EchoingPeers {
  readonly incarnation: number;
  /** The IP addresses of these peers. */
  readonly addresses: Iterable<string>;
}

/** In a flood, the filter passes about one of `sampled` datagrams that do not echo this announcer's incarnation. */
export const sampled = 64;

const loadLength = 0x80;
const loadWord = 0x20;
const loadByte = 0x30;
const loadWordAtIndex = 0x40;
const loadByteAtIndex = 0x50;
const toIndex = 0x07;
const addIndex = 0x0c;
const ifEqual = 0x15;
const ifAbove = 0x25;
const ifAtLeast = 0x35;
const result = 0x06;
const all = 0xffff_ffff;

/** `SKF_NET_OFF`: an offset plus this number counts from the IP header; all other offsets count from the UDP header. */
const network = 0xfff0_0000;
/** `SKF_AD_OFF + SKF_AD_RANDOM` */
const random = 0xffff_f038;
const udpHeader = 8;
/** The size of the receive buffer, which would cut a longer datagram. */
const longestBeat = 2_048;
/** The hop limit of a packet that no router has forwarded (RFC 5082). */
const hopLimit = 255;

const places = {
  IPv4: { hopLimit: network + 8, sourceTail: network + 12 },
  IPv6: { hopLimit: network + 7, sourceTail: network + 8 + 12 },
} as const;

/**
 * Makes the filter, as classic BPF instructions.
 *
 * @param echoing given in a flood; absent: every datagram that may be a heartbeat passes
 */
export function beatFilter(family: "IPv4" | "IPv6", echoing?: EchoingPeers): Instruction[] {
  const { hopLimit: hops, sourceTail } = places[family];
  const proof = echoing === undefined ? undefined : echoes(echoing.incarnation);
  const program = assemble([
    { code: loadLength },
    { code: ifAtLeast, operand: udpHeader + shortestBeat, jumpFalse: "drop" },
    { code: ifAbove, operand: udpHeader + longestBeat, jumpTrue: "drop" },
    { code: loadWord, operand: udpHeader },
    { code: ifEqual, operand: wordOf(layout1.magic), jumpTrue: "version 1" },
    { code: ifEqual, operand: wordOf(layout2.magic), jumpFalse: "drop" },
    // Version 1 is not checked for its hop limit: the first development versions send it with their system's default.
    { code: loadByte, operand: hops },
    { code: ifEqual, operand: hopLimit, jumpTrue: "version 2" },
    { label: "drop", code: result, operand: 0 },
    ...proof ?? [
      { label: "version 1", code: result, operand: all },
      { label: "version 2", code: result, operand: all },
    ],
  ]);
  if (echoing === undefined) return program;
  const words = Array.from(echoing.addresses, lastWord);
  return [...program, ...acceptIf(sourceTail, words), ...assemble(sample)];
}

/**
 * Instructions that test the echo. If the datagram echoes the incarnation, the program continues after these
 * instructions. Of the other datagrams, a sample passes.
 */
function echoes(incarnation: number): readonly Line[] {
  const nameLengths = offsetIn(layout1, "from", new Uint8Array());
  return [
    { label: "version 1", code: loadByte, operand: udpHeader + nameLengths },
    { code: toIndex },
    { code: loadByteAtIndex, operand: udpHeader + nameLengths + 1 },
    { code: addIndex },
    { code: toIndex },
    { code: loadWordAtIndex, operand: udpHeader + offsetIn(layout1, "echo", new Uint8Array()) },
    { code: ifEqual, operand: incarnation, jumpTrue: "echoing", jumpFalse: "sample" },
    { label: "version 2", code: loadWord, operand: udpHeader + offsetIn(layout2, "echo", new Uint8Array()) },
    { code: ifEqual, operand: incarnation, jumpTrue: "echoing" },
    { ...sample[0], label: "sample" },
    ...sample.slice(1),
    // The instructions that follow compare the source.
    { label: "echoing", code: toIndex },
  ];
}

const sample: readonly [Line, ...Line[]] = [
  { code: loadWord, operand: random },
  { code: ifAtLeast, operand: 2 ** 32 / sampled, jumpTrue: "not sampled" },
  { code: result, operand: all },
  { label: "not sampled", code: result, operand: 0 },
];

function wordOf(magic: string): number {
  return [...magic].reduce((word, letter) => word * 256 + letter.charCodeAt(0), 0);
}
