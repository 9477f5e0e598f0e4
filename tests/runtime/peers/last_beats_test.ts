import assert from "node:assert/strict";
import { decodeHeartbeat, encodeHeartbeat } from "../../../functions/model/announcing/heartbeat/datagram.ts";
import type { Heartbeat } from "../../../functions/model/announcing/heartbeat/heartbeat.ts";
import { keyRing } from "../../../functions/model/announcing/heartbeat/key_ring.ts";
import { LastBeats } from "../../../runtime/peers/last_beats.ts";

const key = new Uint8Array(32).fill(3);
const next = new Uint8Array(32).fill(4);
const ring = keyRing(key);
const quiet: Heartbeat = {
  from: "a",
  to: "b",
  incarnation: 1,
  sequence: 10,
  echo: 2,
  state: "running",
  mac: "02:00:00:00:00:0a",
  version: 1,
  knownVersion: 1,
};

/** Heartbeats from one sender to one receiver, in order. */
const beats: readonly Heartbeat[] = [
  quiet,
  { ...quiet, sequence: 11 },
  {
    ...quiet,
    sequence: 12,
    version: 2,
    holdings: { part: 0, parts: 1, entries: [{ address: "10.0.0.1", revision: 1 }] },
  },
  {
    ...quiet,
    sequence: 13,
    version: 2,
    holdings: { part: 0, parts: 1, entries: [{ address: "10.0.0.2", revision: 1 }] },
  },
  { ...quiet, sequence: 14, version: 2 },
  { ...quiet, sequence: 2 ** 33, version: 2 },
  { ...quiet, sequence: 2 ** 33 + 1, version: 2, mac: "02:00:00:00:00:0b" },
  { ...quiet, sequence: 2 ** 33 + 2, version: 2, mac: "02:00:00:00:00:0b", knownVersion: 5 },
  { ...quiet, sequence: 2 ** 33 + 3, version: 2, mac: "02:00:00:00:00:0b", knownVersion: 5, echo: 9 },
  { ...quiet, sequence: 2 ** 33 + 4, version: 2, state: "restarting" },
  { ...quiet, incarnation: 7, sequence: 0 },
];

Deno.test.each([1, 2] as const)("version %s: the bytes of a heartbeat do not depend on earlier ones", (version) => {
  const last = new LastBeats(ring);
  for (const beat of beats) {
    assert.deepEqual(last.encode("eth0 b", beat, version), encodeHeartbeat(beat, key, version));
  }
  const toC = { ...quiet, to: "c" };
  assert.deepEqual(last.encode("eth0 c", toC, version), encodeHeartbeat(toC, key, version));
});

Deno.test.each([1, 2] as const)("version %s: decoding a heartbeat does not depend on earlier ones", (version) => {
  const last = new LastBeats(ring);
  // The socket also writes each datagram into the same memory.
  const memory = new Uint8Array(2_048);
  for (const beat of [...beats, ...beats.toReversed()]) {
    const datagram = encodeHeartbeat(beat, key, version);
    memory.set(datagram);
    assert.deepEqual(
      last.decode("eth0 10.0.0.1", memory.subarray(0, datagram.length)),
      decodeHeartbeat(datagram, ring),
    );
    memory[50] = ~(memory[50] ?? 0);
    assert.deepEqual(last.decode("eth0 10.0.0.1", memory.subarray(0, datagram.length)), { drop: "NotAuthentic" });
  }
});

Deno.test("the version of the heartbeats to a peer may change from beat to beat", () => {
  const last = new LastBeats(ring);
  for (const version of [1, 2, 2, 1] as const) {
    assert.deepEqual(last.encode("eth0 b", quiet, version), encodeHeartbeat(quiet, key, version));
  }
});

Deno.test("with a new key ring, its first key signs, and only its keys are accepted", () => {
  const last = new LastBeats(ring);
  const hear = (sequence: number, signedWith: Uint8Array): boolean => {
    return !("drop" in last.decode("eth0 10.0.0.1", encodeHeartbeat({ ...quiet, sequence }, signedWith, 2)));
  };
  last.encode("eth0 b", quiet, 2);
  assert.deepEqual([hear(1, key), hear(2, next)], [true, false]);
  last.setKeys(keyRing(key, [next]));
  assert.deepEqual([hear(3, key), hear(4, next), hear(5, key)], [true, true, true]);
  assert.deepEqual(last.encode("eth0 b", quiet, 2), encodeHeartbeat(quiet, key, 2));
  last.setKeys(keyRing(next, [key]));
  assert.deepEqual([hear(6, key), hear(7, next)], [true, true]);
  assert.deepEqual(last.encode("eth0 b", quiet, 2), encodeHeartbeat(quiet, next, 2));
  last.setKeys(keyRing(next));
  assert.deepEqual([hear(8, next), hear(9, key)], [true, false]);
});

Deno.test("a datagram that is not a heartbeat is dropped, for the same reason as by decodeHeartbeat()", () => {
  const last = new LastBeats(ring);
  last.decode("eth0 10.0.0.1", encodeHeartbeat(quiet, key, 2));
  for (const bytes of [new Uint8Array(), new Uint8Array(80), encodeHeartbeat(quiet, new Uint8Array(32), 2)]) {
    assert.deepEqual(last.decode("eth0 10.0.0.1", bytes), decodeHeartbeat(bytes, ring));
  }
});
