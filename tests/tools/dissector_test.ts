import assert from "node:assert/strict";
import { parse } from "yaml";
import type { Heartbeat } from "../../functions/model/announcing/heartbeat/heartbeat.ts";
import { hostUses } from "../../functions/model/announcing/sharing/host.ts";
import { haveCommands } from "../cluster/machine/commands.ts";
import { hex } from "../functions/model/frame_arbitraries.ts";

const ignore = !await haveCommands("tshark");
const script = new URL("../../tools/wireshark/arpeggio.lua", import.meta.url).pathname;

interface Released {
  readonly beats: readonly { readonly name: string; readonly datagram: string; readonly says: Heartbeat }[];
}

const fields = [
  "protocol",
  "state",
  "from",
  "to",
  "incarnation",
  "sequence",
  "echo",
  "mac",
  "version",
  "known_version",
  "parts",
  "entry.kind",
  "entry.ipv4",
  "entry.ipv6",
  "entry.revision",
  "beat",
  "host.mac",
  "host.ipv4",
  "host.node",
  "host.moves",
  "host.use",
  "later",
  "malformed",
] as const;

function released(version: 1 | 2 | 3): Released["beats"] {
  const file = new URL(`../fixtures/heartbeat/version${version}.yaml`, import.meta.url);
  const { beats }: Released = parse(Deno.readTextFileSync(file));
  return beats;
}

/** A capture of IPv4 packets without Ethernet (link type 101), one for each datagram. */
function capture(datagrams: readonly Uint8Array[]): Uint8Array {
  const header = new DataView(new ArrayBuffer(24));
  for (const [offset, value] of [[0, 0xa1b2c3d4], [4, 0x00020004], [16, 65_535], [20, 101]] as const) {
    header.setUint32(offset, value);
  }
  const packets = datagrams.flatMap((datagram) => {
    const length = 28 + datagram.length;
    const packet = new DataView(new ArrayBuffer(16 + 28));
    for (const offset of [8, 12]) packet.setUint32(offset, length);
    packet.setUint16(16, 0x4500);
    packet.setUint16(18, length);
    packet.setUint16(24, 0xff11);
    packet.setUint32(28, 0x0a000001);
    packet.setUint32(32, 0x0a000002);
    packet.setUint16(36, 7474);
    packet.setUint16(38, 7474);
    packet.setUint16(40, 8 + datagram.length);
    return [new Uint8Array(packet.buffer), datagram];
  });
  return Uint8Array.from([new Uint8Array(header.buffer), ...packets].flatMap((each) => [...each]));
}

/** For each datagram, the values that tshark finds, by field; commas join the values of a repeated field. */
async function dissect(datagrams: readonly Uint8Array[]): Promise<readonly Readonly<Record<string, string>>[]> {
  const file = await Deno.makeTempFile({ prefix: "arpeggio-", suffix: ".pcap" });
  try {
    await Deno.writeFile(file, capture(datagrams));
    const wanted = fields.flatMap((field) => ["-e", `arpeggio.${field}`]);
    const args = ["-X", `lua_script:${script}`, "-r", file, "-T", "fields", "-E", "separator=|", ...wanted];
    const { success, stdout, stderr } = await new Deno.Command("tshark", { args }).output();
    assert.ok(success, new TextDecoder().decode(stderr));
    return new TextDecoder().decode(stdout).trimEnd().split("\n").map((line) => {
      const values = line.split("|");
      return Object.fromEntries(fields.flatMap((field, index) => values[index] ? [[field, values[index]]] : []));
    });
  } finally {
    await Deno.remove(file);
  }
}

const states = ["starting", "running", "restarting"];

/** The expected values. */
function expected({ holdings, hosts = [], ...beat }: Heartbeat, protocol: 1 | 2 | 3): Readonly<Record<string, string>> {
  const entries = holdings?.entries ?? [];
  const kinds = entries.map((entry) => "declined" in entry ? 1 : "missed" in entry ? 2 : 0);
  // In version 1, special revisions mark the entries that are no claims.
  const revisions = entries.flatMap((entry) => "revision" in entry ? [entry.revision] : protocol === 1 ? [] : [0]);
  const [ipv6, ipv4] = [true, false].map((is6) =>
    entries.map(({ address }) => address).filter((address) => address.includes(":") === is6)
  );
  const all = {
    protocol,
    state: states.indexOf(beat.state),
    from: beat.from,
    to: beat.to,
    incarnation: word(beat.incarnation),
    sequence: beat.sequence,
    echo: word(beat.echo),
    mac: beat.mac,
    version: beat.version,
    known_version: beat.knownVersion,
    parts: holdings?.parts ?? (protocol === 1 ? "" : 0),
    "entry.kind": kinds.join(),
    "entry.ipv4": ipv4?.join() ?? "",
    "entry.ipv6": ipv6?.join() ?? "",
    "entry.revision": revisions.join(),
    beat: protocol === 3 ? 0 : "",
    "host.mac": hosts.map(({ mac }) => mac).join(),
    "host.ipv4": hosts.map(({ host = "0.0.0.0" }) => host).filter((host) => !host.includes(":")).join(),
    "host.node": hosts.map(({ node }) => word(node)).join(),
    "host.moves": hosts.map(({ moves }) => moves).join(),
    "host.use": hosts.map(({ use }) => hostUses.indexOf(use)).join(),
  };
  return Object.fromEntries(Object.entries(all).flatMap(([field, value]) => value === "" ? [] : [[field, `${value}`]]));
}

function word(value: number): string {
  return `0x${value.toString(16).padStart(8, "0")}`;
}

for (const version of [1, 2, 3] as const) {
  Deno.test(`tshark shows the fields of heartbeats of version ${version}`, { ignore }, async () => {
    const beats = released(version);
    const found = await dissect(beats.map(({ datagram }) => hex(datagram)));
    assert.deepEqual(found, beats.map(({ says }) => expected(says, version)));
  });
}

Deno.test("tshark shows the additions of a later version and truncated heartbeats, and ignores other datagrams", {
  ignore,
}, async () => {
  const beat = hex(released(2).at(-2)?.datagram ?? "");
  const later = Uint8Array.of(...beat.subarray(0, -32).with(4, 4), 0x00, 0xfa, 0, 0xab, 0xcd, ...beat.subarray(-32));
  const [first, second, third] = await dissect([later, beat.subarray(0, 120), new Uint8Array(100)]);
  assert.equal(first?.["protocol"], "4");
  assert.equal(first?.["beat"], "250");
  assert.equal(first?.["later"], "abcd");
  assert.notEqual(second?.["malformed"], undefined);
  assert.deepEqual(third, {});
});
