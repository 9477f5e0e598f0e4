import assert from "node:assert/strict";
import { createHmac } from "node:crypto";
import fc from "fast-check";
import {
  decodeHeartbeat,
  encodeHeartbeat,
  entriesPerPart,
  type Heartbeat,
  type HeartbeatDrop,
  type HoldingEntry,
  partsOf,
} from "../../../../functions/model/announcing/heartbeat.ts";
import { repeatBeat, repeatedSequence } from "../../../../functions/model/announcing/repeated_beat.ts";
import { fuzzing, ipv4Addresses, ipv6Addresses, macs, nearlyFrames } from "../frame_arbitraries.ts";

const key = new TextEncoder().encode("a key that all announcers of a cluster share");

const beat: Heartbeat = {
  from: "node-a",
  to: "node-b",
  incarnation: 0xfffffffe,
  sequence: 2 ** 40 + 1,
  echo: 7,
  state: "running",
  mac: "02:00:00:00:00:0a",
  version: 3,
  knownVersion: 0,
  holdings: {
    part: 1,
    parts: 3,
    entries: [
      { address: "10.0.0.200", revision: 3 },
      { address: "2001:db8::200", declined: true },
      { address: "10.0.0.201", revision: 0 },
    ],
  },
};

const words = fc.integer({ min: 0, max: 0xffffffff });
const names = fc.stringMatching(/^[a-z0-9]([a-z0-9.-]{0,250}[a-z0-9])?$/);
const addresses = fc.oneof(ipv4Addresses, ipv6Addresses);
const entries: fc.Arbitrary<HoldingEntry> = fc.oneof(
  fc.record({ address: addresses, revision: fc.integer({ min: 0, max: 0xfffffffd }) }),
  fc.record({ address: addresses, declined: fc.constant(true as const) }),
).map((entry): HoldingEntry => ({ ...entry }));
const holdings = fc.integer({ min: 1, max: 300 }).chain((parts) =>
  fc.record({
    part: fc.integer({ min: 0, max: parts - 1 }),
    parts: fc.constant(parts),
    entries: fc.array(entries, { maxLength: entriesPerPart }),
  })
).map((part) => ({ ...part }));
const beats: fc.Arbitrary<Heartbeat> = fc.record({
  from: names,
  to: names,
  incarnation: words,
  sequence: fc.maxSafeNat(),
  echo: words,
  state: fc.constantFrom("starting" as const, "running" as const, "restarting" as const),
  mac: macs,
  version: words,
  knownVersion: words,
  holdings: fc.option(holdings, { nil: undefined }),
}).map(({ holdings, ...rest }) => ({ ...rest, ...(holdings !== undefined && { holdings }) }));

Deno.test("every heartbeat survives writing and reading", () => {
  fc.assert(fc.property(beats, fc.uint8Array({ minLength: 1, maxLength: 64 }), (beat, key) => {
    assert.deepEqual(decodeHeartbeat(encodeHeartbeat(beat, key), key), beat);
  }));
});

Deno.test("a heartbeat that is repeated is what writing it anew gives, and is read as such", () => {
  fc.assert(
    fc.property(beats, fc.maxSafeNat(), fc.uint8Array({ minLength: 1, maxLength: 64 }), (beat, sequence, key) => {
      const datagram = encodeHeartbeat(beat, key);
      const repeated = repeatBeat(datagram, sequence, key);
      assert.deepEqual(repeated, encodeHeartbeat({ ...beat, sequence }, key));
      assert.equal(repeatedSequence(repeated, datagram, key), sequence);
    }),
  );
});

Deno.test("what differs in more than the sequence, or is not signed, is not repeated", () => {
  const datagram = encodeHeartbeat(beat, key);
  const others = [
    encodeHeartbeat({ ...beat, state: "restarting" }, key),
    encodeHeartbeat({ ...beat, incarnation: 8 }, key),
    encodeHeartbeat({ ...beat, echo: 8 }, key),
    encodeHeartbeat({ ...beat, to: "node-c" }, key),
    encodeHeartbeat({ ...beat, version: 4 }, key),
    encodeHeartbeat(beat, new Uint8Array(32)),
    datagram.subarray(0, -1),
    new Uint8Array(),
  ];
  for (const other of others) assert.equal(repeatedSequence(other, datagram, key), undefined);
  for (let bit = 0; bit < datagram.length * 8; bit++) {
    const flipped = datagram.with(bit >> 3, (datagram[bit >> 3] ?? 0) ^ (1 << (bit & 7)));
    assert.equal(repeatedSequence(flipped, datagram, key), undefined, `bit ${bit}`);
  }
});

Deno.test("a heartbeat with as many holdings as a part may have passes an Ethernet MTU", () => {
  const name = "a-node-with-a-name-of-sixty-three-characters-as-a-label-may-have";
  const [part] = partsOf(Array.from({ length: 200 }, (_, index) => ({ address: `2001:db8::${index}`, revision: 1 })));
  assert.ok(part !== undefined);
  const datagram = encodeHeartbeat({ ...beat, from: name, to: name, holdings: part }, key);
  assert.ok(datagram.length <= 1_500 - 40 - 8, `${datagram.length} bytes`);
});

const faults: { name: string; change: (datagram: Uint8Array) => Uint8Array; drop: HeartbeatDrop }[] = [
  { name: "nothing", change: () => new Uint8Array(), drop: "Truncated" },
  { name: "a magic number alone", change: (datagram) => datagram.subarray(0, 35), drop: "Truncated" },
  { name: "half of it", change: (datagram) => datagram.subarray(0, datagram.length / 2), drop: "NotAuthentic" },
  { name: "one byte short", change: (datagram) => datagram.subarray(0, -1), drop: "NotAuthentic" },
  { name: "one byte long", change: (datagram) => Uint8Array.of(...datagram, 0), drop: "NotAuthentic" },
  { name: "another protocol", change: (datagram) => datagram.with(0, 0x42), drop: "NotHeartbeat" },
  { name: "the next version of the protocol", change: (datagram) => datagram.with(3, 0x32), drop: "NotHeartbeat" },
  { name: "a changed signature", change: (datagram) => datagram.with(-1, 0), drop: "NotAuthentic" },
  { name: "another state", change: (datagram) => datagram.with(4, 2), drop: "NotAuthentic" },
];

Deno.test.each(faults)("heartbeat: $name is dropped as $drop", ({ change, drop }) => {
  assert.deepEqual(decodeHeartbeat(change(encodeHeartbeat(beat, key)), key), { drop });
});

Deno.test("a heartbeat of another cluster is not authentic", () => {
  const other = new TextEncoder().encode("a key of another cluster");
  assert.deepEqual(decodeHeartbeat(encodeHeartbeat(beat, other), key), { drop: "NotAuthentic" });
});

Deno.test("a flipped bit, wherever it is, makes a heartbeat not authentic or none", () => {
  const datagram = encodeHeartbeat(beat, key);
  for (let bit = 0; bit < datagram.length * 8; bit++) {
    const flipped = datagram.with(bit >> 3, (datagram[bit >> 3] ?? 0) ^ (1 << (bit & 7)));
    const drop = bit < 32 ? "NotHeartbeat" : "NotAuthentic";
    assert.deepEqual(decodeHeartbeat(flipped, key), { drop }, `bit ${bit}`);
  }
});

const malformed: { name: string; change: (beat: Uint8Array) => Uint8Array }[] = [
  { name: "a state that there is not", change: (body) => body.with(4, 3) },
  { name: "a name that ends after the datagram", change: (body) => body.with(5, 255) },
  { name: "bytes left over", change: (body) => Uint8Array.of(...body, 0) },
  { name: "entries that are missing", change: (body) => body.subarray(0, -1) },
  { name: "nothing but the magic number", change: (body) => body.subarray(0, 4) },
  { name: "an address of five bytes", change: (body) => body.with(-9, 5) },
  { name: "a part after the last", change: (body) => body.with(-15, 3) },
];

/** A datagram that was signed with the right key by somebody who writes it wrongly. */
function signed(body: Uint8Array): Uint8Array {
  return Uint8Array.of(...body, ...createHmac("sha256", key).update(body).digest());
}

const oneEntry: Heartbeat = {
  ...beat,
  holdings: { part: 1, parts: 3, entries: [{ address: "10.0.0.200", revision: 3 }] },
};

Deno.test("the signature is HMAC-SHA256 of all that stands before it", async () => {
  const datagram = encodeHeartbeat(oneEntry, key);
  const algorithm = { name: "HMAC", hash: "SHA-256" };
  const imported = await crypto.subtle.importKey("raw", key, algorithm, false, ["verify"]);
  assert.ok(await crypto.subtle.verify("HMAC", imported, datagram.slice(-32), datagram.slice(0, -32)));
});

Deno.test.each(malformed)("heartbeat: $name is dropped as Malformed, though it is authentic", ({ change }) => {
  const datagram = signed(change(encodeHeartbeat(oneEntry, key).slice(0, -32)));
  assert.deepEqual(decodeHeartbeat(datagram, key), { drop: "Malformed" });
});

Deno.test("any datagram is a heartbeat or a named drop reason", () => {
  const reasons: readonly HeartbeatDrop[] = ["Truncated", "NotHeartbeat", "NotAuthentic", "Malformed"];
  const datagrams = nearlyFrames(encodeHeartbeat(beat, key));
  fc.assert(
    fc.property(datagrams, (datagram) => {
      const decoded = decodeHeartbeat(datagram, key);
      if ("drop" in decoded) assert.ok(reasons.includes(decoded.drop));
      else assert.deepEqual(decoded, beat);
    }),
    fuzzing,
  );
});

Deno.test("any body that is authentic is a heartbeat or malformed", () => {
  const body = encodeHeartbeat(oneEntry, key).slice(0, -32);
  const bodies = nearlyFrames(body).map((changed) => Uint8Array.of(...body.subarray(0, 4), ...changed.subarray(4)));
  fc.assert(
    fc.property(bodies, (body) => {
      const decoded = decodeHeartbeat(signed(body), key);
      if ("drop" in decoded) assert.equal(decoded.drop, "Malformed");
      else assert.equal(typeof decoded.from, "string");
    }),
    fuzzing,
  );
});

Deno.test("holdings are divided into parts that lose nothing", () => {
  fc.assert(fc.property(fc.nat(300), (count) => {
    const all = Array.from(
      { length: count },
      (_, index) => ({ address: `10.0.${index >> 8}.${index & 255}`, revision: 1 }),
    );
    const parts = partsOf(all);
    assert.deepEqual(parts.flatMap((part) => part.entries), all);
    assert.deepEqual(parts.map((part) => part.part), parts.map((_, index) => index));
    assert.ok(parts.every((part) => part.parts === parts.length && part.entries.length <= entriesPerPart));
    assert.ok(parts.length >= 1);
  }));
});

Deno.test("a name longer than a node's may be cannot be written", () => {
  assert.throws(() => encodeHeartbeat({ ...beat, from: "n".repeat(254) }, key), {
    name: "RangeError",
    message: "Cannot write heartbeat: name has 254 bytes, at most 253",
  });
});
