import assert from "node:assert/strict";
import { decodeHeartbeat, encodeHeartbeat, type Heartbeat } from "../../../functions/model/announcing/heartbeat.ts";
import { LastBeats } from "../../../runtime/peers/last_beats.ts";

const key = new Uint8Array(32).fill(3);
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

/** One after another on one way. */
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

Deno.test("each heartbeat is written as if there had been none before", () => {
  const last = new LastBeats(key);
  for (const beat of beats) assert.deepEqual(last.encode("eth0 b", beat), encodeHeartbeat(beat, key));
  assert.deepEqual(last.encode("eth0 c", { ...quiet, to: "c" }), encodeHeartbeat({ ...quiet, to: "c" }, key));
});

Deno.test("each heartbeat is read as if there had been none before, from memory that is used again", () => {
  const last = new LastBeats(key);
  const memory = new Uint8Array(2_048);
  for (const beat of [...beats, ...beats.toReversed()]) {
    const datagram = encodeHeartbeat(beat, key);
    memory.set(datagram);
    assert.deepEqual(last.decode("eth0 10.0.0.1", memory.subarray(0, datagram.length)), beat);
    memory[40] = 0xff;
    assert.deepEqual(last.decode("eth0 10.0.0.1", memory.subarray(0, datagram.length)), { drop: "NotAuthentic" });
  }
});

Deno.test("what is no heartbeat is dropped for the same reason as ever", () => {
  const last = new LastBeats(key);
  last.decode("eth0 10.0.0.1", encodeHeartbeat(quiet, key));
  for (const bytes of [new Uint8Array(), new Uint8Array(80), encodeHeartbeat(quiet, new Uint8Array(32))]) {
    assert.deepEqual(last.decode("eth0 10.0.0.1", bytes), decodeHeartbeat(bytes, key));
  }
});
