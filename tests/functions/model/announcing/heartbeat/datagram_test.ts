import assert from "node:assert/strict";
import { createHmac } from "node:crypto";
import fc from "fast-check";
import {
  claimedSender,
  decodeHeartbeat,
  encodeHeartbeat,
  type HeartbeatDrop,
} from "../../../../../functions/model/announcing/heartbeat/datagram.ts";
import {
  type HeardBeat,
  type Heartbeat,
  type HoldingEntry,
  hostsPerBeat,
  longestDatagram,
  partsOf,
} from "../../../../../functions/model/announcing/heartbeat/heartbeat.ts";
import { hostUses, type ToldHost } from "../../../../../functions/model/announcing/sharing/host.ts";
import { isGroupMac } from "../../../../../functions/model/wire/mac.ts";
import { keyRing } from "../../../../../functions/model/announcing/heartbeat/key_ring.ts";
import { spoken, type Version } from "../../../../../functions/model/announcing/heartbeat/version.ts";
import { repeatBeat, repeatedSequence } from "../../../../../functions/model/announcing/heartbeat/repeated_beat.ts";
import { fuzzing, ipv4Addresses, ipv6Addresses, macs, nearlyFrames } from "../../frame_arbitraries.ts";

const key = new TextEncoder().encode("a key that all announcers of a cluster share");
const ring = keyRing(key);
const versions: readonly Version[] = [1, 2, 3];

/**
 * The heartbeat as its receiver reads it. In version 1, a heartbeat with holdings does not say which versions its
 * sender speaks. Only version 3 carries hosts.
 */
function heard({ hosts, ...beat }: Heartbeat, version: Version): HeardBeat {
  return {
    ...beat,
    ...(version === 3 && hosts !== undefined && { hosts }),
    ...(!(version === 1 && beat.holdings !== undefined) && { speaks: spoken }),
  };
}

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
    entries: fc.array(entries, { maxLength: 50 }),
  })
).map((part) => ({ ...part }));
const hosts: fc.Arbitrary<ToldHost> = fc.oneof(ipv4Addresses, ipv6Addresses).chain((address) =>
  fc.record({
    address: fc.constant(address),
    mac: macs.filter((mac) => !isGroupMac(mac)),
    host: fc.option((address.includes(":") ? ipv6Addresses : ipv4Addresses).filter((each) => each !== "0.0.0.0"), {
      nil: undefined,
    }),
    node: words,
    home: words,
    moves: words,
    use: fc.constantFrom(...hostUses),
  })
).map(({ host, ...others }) => ({ ...others, ...(host !== undefined && { host }) }));
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
  hosts: fc.option(fc.array(hosts, { minLength: 1, maxLength: 20 }), { nil: undefined }),
}).map(({ holdings, hosts, ...rest }) => ({
  ...rest,
  ...(holdings !== undefined && { holdings }),
  ...(hosts !== undefined && { hosts }),
}));

const keys = fc.uint8Array({ minLength: 1, maxLength: 64 });

Deno.test.each([...versions])("version %s: every heartbeat survives writing and reading", (version) => {
  fc.assert(fc.property(beats, keys, (beat, key) => {
    assert.deepEqual(decodeHeartbeat(encodeHeartbeat(beat, key, version), keyRing(key)), heard(beat, version));
  }));
});

Deno.test.each([...versions])(
  "version %s: a repeated heartbeat has the same bytes as one that is written again",
  (version) => {
    fc.assert(fc.property(beats, fc.maxSafeNat(), keys, (beat, sequence, key) => {
      const datagram = encodeHeartbeat(beat, key, version);
      const repeated = repeatBeat(datagram, sequence, key);
      assert.deepEqual(repeated, encodeHeartbeat({ ...beat, sequence }, key, version));
      assert.equal(repeatedSequence(repeated, datagram, key), sequence);
    }));
  },
);

Deno.test.each([...versions])(
  "version %s: a heartbeat that differs in more than the sequence is not repeated",
  (version) => {
    const datagram = encodeHeartbeat(beat, key, version);
    const others = [
      encodeHeartbeat({ ...beat, state: "restarting" }, key, version),
      encodeHeartbeat({ ...beat, incarnation: 8 }, key, version),
      encodeHeartbeat({ ...beat, echo: 8 }, key, version),
      encodeHeartbeat({ ...beat, to: "node-c" }, key, version),
      encodeHeartbeat({ ...beat, version: 4 }, key, version),
      encodeHeartbeat(beat, new Uint8Array(32), version),
      encodeHeartbeat(beat, key, version === 1 ? 2 : 1),
      datagram.subarray(0, -1),
      new Uint8Array(),
    ];
    for (const other of others) assert.equal(repeatedSequence(other, datagram, key), undefined);
    for (let bit = 0; bit < datagram.length * 8; bit++) {
      const flipped = datagram.with(bit >> 3, (datagram[bit >> 3] ?? 0) ^ (1 << (bit & 7)));
      assert.equal(repeatedSequence(flipped, datagram, key), undefined, `bit ${bit}`);
    }
  },
);

/** Kubernetes allows names of nodes of up to 253 bytes. */
const lengths = [1, 63, 135, 253].flatMap((length) => versions.map((version) => ({ length, version })));

Deno.test.each(lengths)(
  "version $version, names of $length bytes: a full part of holdings fits into the smallest MTU of IPv6",
  ({ length, version }) => {
    const between = { from: "a".repeat(length), to: "b".repeat(length) };
    const all = Array.from({ length: 200 }, (_, index) => ({ address: `2001:db8::${index}`, revision: 1 }));
    const sizes = partsOf(all, between).map((holdings) =>
      encodeHeartbeat({ ...beat, everyMs: 100, ...between, holdings }, key, version).length
    );
    assert.ok(Math.max(...sizes) <= longestDatagram, `${sizes} bytes`);
    assert.ok(Math.max(...sizes) > longestDatagram - 100, `${sizes} bytes: a part has room for more`);
  },
);

Deno.test.each([1, 63, 135, 253])(
  "names of %s bytes: a beat with the most hosts fits into the smallest MTU of IPv6",
  (length) => {
    const between = { from: "a".repeat(length), to: "b".repeat(length) };
    const words = { node: 1, home: 2, moves: 3, use: "user" } as const;
    const hosts = Array.from(
      { length: hostsPerBeat(between) },
      () => ({ address: "2001:db8::1", mac: "02:00:00:00:00:01", host: "2001:db8::2", ...words }),
    );
    const { holdings: _, ...others } = beat;
    const size = encodeHeartbeat({ ...others, ...between, hosts }, key, 3).length;
    assert.ok(size <= longestDatagram && size > longestDatagram - 53, `${size} bytes`);
  },
);

type Change = (datagram: Uint8Array) => Uint8Array;

const faults: { name: string; change: Change; drops: readonly [HeartbeatDrop, HeartbeatDrop] }[] = [
  { name: "nothing", change: () => new Uint8Array(), drops: ["Truncated", "Truncated"] },
  { name: "a magic number alone", change: (each) => each.subarray(0, 4), drops: ["Truncated", "Truncated"] },
  { name: "half of it", change: (each) => each.subarray(0, each.length / 2), drops: ["Truncated", "Truncated"] },
  { name: "one byte short", change: (each) => each.subarray(0, -1), drops: ["NotAuthentic", "Truncated"] },
  { name: "one byte long", change: (each) => Uint8Array.of(...each, 0), drops: ["NotAuthentic", "Malformed"] },
  { name: "another protocol", change: (each) => each.with(0, 0x42), drops: ["NotHeartbeat", "NotHeartbeat"] },
  { name: "another magic number", change: (each) => each.with(3, 0x32), drops: ["NotHeartbeat", "NotHeartbeat"] },
  { name: "a changed signature", change: (each) => each.with(-1, 0), drops: ["NotAuthentic", "NotAuthentic"] },
  { name: "another state", change: (each) => each.with(4, 2).with(7, 2), drops: ["NotAuthentic", "NotAuthentic"] },
];

for (const [index, version] of versions.entries()) {
  Deno.test.each(faults)(`version ${version}: $name is dropped`, ({ change, drops }) => {
    const datagram = encodeHeartbeat(beat, key, version);
    assert.deepEqual(decodeHeartbeat(change(datagram), ring), { drop: drops[index === 0 ? 0 : 1] });
  });
}

Deno.test.each([...versions])("version %s: a heartbeat of another cluster is not authentic", (version) => {
  const other = new TextEncoder().encode("a key of another cluster");
  assert.deepEqual(decodeHeartbeat(encodeHeartbeat(beat, other, version), ring), { drop: "NotAuthentic" });
});

Deno.test.each([...versions])("version %s: a heartbeat is read if any key of the ring signed it", (version) => {
  const [old, next] = [new Uint8Array(32).fill(1), new Uint8Array(32).fill(2)];
  for (const signing of [old, next]) {
    const datagram = encodeHeartbeat(beat, signing, version);
    assert.deepEqual(decodeHeartbeat(datagram, keyRing(old, [next])), heard(beat, version));
    assert.deepEqual(decodeHeartbeat(datagram, keyRing(next, [old])), heard(beat, version));
  }
  assert.deepEqual(decodeHeartbeat(encodeHeartbeat(beat, old, version), keyRing(next)), { drop: "NotAuthentic" });
});

Deno.test.each([...versions])("version %s: a flipped bit anywhere makes a heartbeat invalid", (version) => {
  const datagram = encodeHeartbeat(beat, key, version);
  const lengthBits = version === 1 ? [] : Array.from({ length: 16 }, (_, bit) => 64 + bit);
  for (let bit = 0; bit < datagram.length * 8; bit++) {
    const flipped = datagram.with(bit >> 3, (datagram[bit >> 3] ?? 0) ^ (1 << (bit & 7)));
    const decoded = decodeHeartbeat(flipped, ring);
    assert.ok("drop" in decoded, `bit ${bit}`);
    if (bit < 32) assert.equal(decoded.drop, "NotHeartbeat", `bit ${bit}`);
    else if (lengthBits.includes(bit)) assert.match(decoded.drop, /^(Truncated|Malformed)$/, `bit ${bit}`);
    else assert.equal(decoded.drop, "NotAuthentic", `bit ${bit}`);
  }
});

const oneEntry: Heartbeat = {
  ...beat,
  holdings: { part: 1, parts: 3, entries: [{ address: "10.0.0.200", revision: 3 }] },
};

/** A datagram with a correct signature. Its body may be what a faulty program wrote. */
function signed(body: Uint8Array): Uint8Array {
  const bytes = body[3] === 0x47 ? body.with(8, body.length >> 8).with(9, body.length & 255) : body;
  return Uint8Array.of(...bytes, ...createHmac("sha256", key).update(bytes).digest());
}

const malformed: { name: string; version: Version; change: Change }[] = [
  { name: "an unknown state", version: 1, change: (body) => body.with(4, 3) },
  { name: "a name that ends after the datagram", version: 1, change: (body) => body.with(5, 255) },
  { name: "bytes left over", version: 1, change: (body) => Uint8Array.of(...body, 0) },
  { name: "entries that are missing", version: 1, change: (body) => body.subarray(0, -1) },
  { name: "an address of five bytes", version: 1, change: (body) => body.with(-9, 5) },
  { name: "a part after the last", version: 1, change: (body) => body.with(-15, 3) },
  { name: "an unknown state", version: 2, change: (body) => body.with(7, 3) },
  { name: "version 1 under the magic number of later versions", version: 2, change: (body) => body.with(4, 1) },
  { name: "an oldest version that is higher than the newest", version: 2, change: (body) => body.with(5, 4) },
  { name: "a name that ends after the datagram", version: 2, change: (body) => body.with(44, 255) },
  { name: "entries that are missing", version: 2, change: (body) => body.subarray(0, -1) },
  { name: "an address of five bytes", version: 2, change: (body) => body.with(-9, 5) },
  { name: "a part after the last", version: 2, change: (body) => body.with(41, 3) },
];

Deno.test("the signature is HMAC-SHA256 of all bytes before it", async () => {
  const algorithm = { name: "HMAC", hash: "SHA-256" };
  const imported = await crypto.subtle.importKey("raw", key, algorithm, false, ["verify"]);
  for (const version of versions) {
    const datagram = encodeHeartbeat(oneEntry, key, version);
    assert.ok(await crypto.subtle.verify("HMAC", imported, datagram.slice(-32), datagram.slice(0, -32)));
  }
});

Deno.test.each(malformed)("version $version: $name is dropped as Malformed, though it is authentic", (row) => {
  const datagram = signed(row.change(encodeHeartbeat(oneEntry, key, row.version).slice(0, -32)));
  assert.deepEqual(decodeHeartbeat(datagram, ring), { drop: "Malformed" });
});

Deno.test("fields that a later version adds at the end are skipped, and the versions that it speaks are read", () => {
  const body = encodeHeartbeat({ ...oneEntry, everyMs: 250 }, key, 2).slice(0, -32).with(4, 9).with(5, 2).with(6, 9);
  // The number of entries in the field `hosts`, which version 3 added.
  const none = 0;
  for (let length = 0; length < 100; length++) {
    const later = signed(Uint8Array.of(...body, none, ...new Uint8Array(length).fill(0xa5)));
    assert.deepEqual(decodeHeartbeat(later, ring), { ...oneEntry, everyMs: 250, speaks: { oldest: 2, newest: 9 } });
  }
});

Deno.test("entries of a kind that a later version adds are skipped", () => {
  const beat: Heartbeat = {
    ...oneEntry,
    holdings: {
      part: 0,
      parts: 1,
      entries: [{ address: "2001:db8::1", revision: 1 }, { address: "10.0.0.200", revision: 3 }],
    },
  };
  const body = encodeHeartbeat(beat, key, 2).slice(0, -32).with(-10, 7);
  const decoded = decodeHeartbeat(signed(body), ring);
  assert.ok(!("drop" in decoded));
  assert.deepEqual(decoded.holdings, { part: 0, parts: 1, entries: [{ address: "2001:db8::1", revision: 1 }] });
});

Deno.test("any datagram is a heartbeat or a named drop reason", () => {
  const reasons: readonly HeartbeatDrop[] = ["Truncated", "NotHeartbeat", "NotAuthentic", "Malformed"];
  for (const version of versions) {
    const datagrams = nearlyFrames(encodeHeartbeat(beat, key, version));
    fc.assert(
      fc.property(datagrams, (datagram) => {
        const decoded = decodeHeartbeat(datagram, ring);
        if ("drop" in decoded) assert.ok(reasons.includes(decoded.drop));
        else assert.deepEqual(decoded, heard(beat, version));
        assert.match(typeof claimedSender(datagram), /^(string|undefined)$/);
      }),
      fuzzing,
    );
  }
});

Deno.test("any authentic body is a heartbeat or malformed", () => {
  for (const version of versions) {
    const body = encodeHeartbeat(oneEntry, key, version).slice(0, -32);
    const kept = version === 1 ? 4 : 10;
    const bodies = nearlyFrames(body)
      .map((changed) => Uint8Array.of(...body.subarray(0, kept), ...changed.subarray(kept)))
      .filter((changed) => changed.length >= 48);
    fc.assert(
      fc.property(bodies, (body) => {
        const decoded = decodeHeartbeat(signed(body), ring);
        if ("drop" in decoded) assert.equal(decoded.drop, "Malformed");
        else assert.equal(typeof decoded.from, "string");
      }),
      fuzzing,
    );
  }
});

Deno.test("the sender's name is read even if the signature is wrong", () => {
  for (const version of versions) {
    const datagram = encodeHeartbeat(beat, key, version);
    assert.equal(claimedSender(datagram.with(-1, 0)), "node-a");
    assert.equal(claimedSender(datagram.subarray(0, version === 1 ? 9 : 49)), undefined);
  }
  assert.equal(claimedSender(new Uint8Array(100)), undefined);
});

Deno.test("holdings are divided into parts without loss", () => {
  fc.assert(fc.property(fc.nat(300), (count) => {
    const all = Array.from(
      { length: count },
      (_, index) => ({ address: `10.0.${index >> 8}.${index & 255}`, revision: 1 }),
    );
    const parts = partsOf(all, beat);
    assert.deepEqual(parts.flatMap((part) => part.entries), all);
    assert.deepEqual(parts.map((part) => part.part), parts.map((_, index) => index));
    assert.ok(parts.every((part) => part.parts === parts.length));
    assert.ok(parts.length >= 1);
  }));
});

Deno.test("a name that is too long for a node cannot be written", () => {
  for (const version of versions) {
    assert.throws(() => encodeHeartbeat({ ...beat, from: "n".repeat(254) }, key, version), {
      name: "RangeError",
      message: "Cannot write heartbeat: name has 254 bytes, at most 253",
    });
  }
});
