import assert from "node:assert/strict";
import fc from "fast-check";
import {
  type HeardBeat,
  type Heartbeat,
  type HoldingEntry,
  partsOf,
} from "../../../../../functions/model/announcing/heartbeat/heartbeat.ts";
import {
  echoesOf,
  gone,
  hear,
  type HeardAs,
  type PeerRecord,
  unheard,
} from "../../../../../functions/model/announcing/heartbeat/peer_record.ts";

const me = 77;

function beat(changes: Partial<Heartbeat> = {}): Heartbeat {
  return {
    from: "b",
    to: "a",
    incarnation: 1,
    sequence: 0,
    echo: me,
    state: "running",
    mac: "02:00:00:00:0b:00",
    version: 1,
    knownVersion: 0,
    ...changes,
  };
}

function holding(entries: readonly HoldingEntry[]): Partial<Heartbeat> {
  const [holdings] = partsOf(entries, beat());
  return holdings === undefined ? {} : { holdings };
}

/** Hears beats one after the other on eth0: 100 ms apart within one run of the sender, 1 s apart after a restart. */
function hearAll(beats: readonly Heartbeat[], record: PeerRecord = unheard): PeerRecord {
  let now = 1_000;
  let heard = record;
  for (const [index, each] of beats.entries()) {
    if (index > 0) now += beats[index - 1]?.incarnation === each.incarnation ? 100 : 1_000;
    heard = hear(heard, each, { incarnation: me, now, link: "eth0" }).record;
  }
  return heard;
}

function hearAt(record: PeerRecord, now: number, beat: HeardBeat, link = "eth0"): HeardAs {
  return hear(record, beat, { incarnation: me, now, link });
}

const claim = { address: "10.0.0.200", revision: 3 };
const other = { address: "10.0.0.201", revision: 1 };
const declined = { address: "10.0.0.202", declined: true } as const;

Deno.test("a fresh beat proves that its sender lives, and has the sender's state, MAC and holdings", () => {
  const record = hearAll([beat({ ...holding([claim, declined]), version: 4, knownVersion: 9, state: "restarting" })]);
  assert.deepEqual(record.heardAt, { eth0: 1_000 });
  assert.deepEqual(record.macs, { eth0: "02:00:00:00:0b:00" });
  assert.equal(record.state, "restarting");
  assert.equal(record.version, 4);
  assert.equal(record.knows, 9);
  assert.deepEqual(record.claims, new Map([["10.0.0.200", 3]]));
  assert.deepEqual(record.declines, new Set(["10.0.0.202"]));
});

const unbelieved: {
  name: string;
  before: readonly Heartbeat[];
  beat: Heartbeat;
  verdict: HeardAs["verdict"];
}[] = [
  {
    name: "a beat that echoes an earlier incarnation of this announcer",
    before: [beat()],
    beat: beat({ sequence: 9, echo: 76, state: "restarting", ...holding([claim]), version: 2 }),
    verdict: "unproven",
  },
  {
    name: "a beat that echoes no incarnation",
    before: [],
    beat: beat({ echo: 0, ...holding([claim]) }),
    verdict: "unproven",
  },
  {
    name: "a beat that was received before",
    before: [beat({ sequence: 5 })],
    beat: beat({ sequence: 5, state: "restarting" }),
    verdict: "Replayed",
  },
  {
    name: "an older beat",
    before: [beat({ sequence: 5 })],
    beat: beat({ sequence: 4, state: "restarting", ...holding([claim]), version: 2 }),
    verdict: "Replayed",
  },
  {
    name: "an older beat that echoes an earlier incarnation of this announcer",
    before: [beat({ sequence: 5 })],
    beat: beat({ sequence: 4, echo: 76 }),
    verdict: "Replayed",
  },
  {
    name: "a beat of the peer's previous incarnation",
    before: [beat({ incarnation: 1, sequence: 5 }), beat({ incarnation: 2, sequence: 0 })],
    beat: beat({ incarnation: 1, sequence: 6, state: "restarting", ...holding([claim]), version: 2 }),
    verdict: "Replayed",
  },
  {
    name: "a beat of an incarnation from long ago",
    before: Array.from({ length: 500 }, (_, index) => beat({ incarnation: index + 1 })),
    beat: beat({ incarnation: 1, sequence: 6, state: "restarting", ...holding([claim]), version: 2 }),
    verdict: "Replayed",
  },
  {
    name: "a beat with the incarnation 0",
    before: [beat({ sequence: 5 })],
    beat: beat({ incarnation: 0, sequence: 6, state: "restarting" }),
    verdict: "Replayed",
  },
];

Deno.test.each(unbelieved)("$name is no sign of life, and its content is not believed", (row) => {
  const record = hearAll(row.before);
  const after = hearAt(record, 999_000, row.beat);
  assert.equal(after.verdict, row.verdict);
  assert.deepEqual({ ...after.record, candidates: [] }, { ...record, candidates: [] });
});

Deno.test("while an incarnation of a peer is heard, its other incarnations are ignored, even if they echo this node", () => {
  const record = hearAll([beat({ incarnation: 2, sequence: 5 })]);
  for (const echo of [0, 76, me]) {
    const after = hearAt(record, 1_299, beat({ incarnation: 1, sequence: 9, echo, ...holding([claim]), version: 2 }));
    assert.deepEqual(after, { record, verdict: "Replayed" });
  }
  assert.equal(hearAt(record, 1_300, beat({ incarnation: 3, sequence: 0 })).verdict, "fresh");
});

Deno.test("after an announced restart, the next incarnation counts at once", () => {
  const record = hearAll([beat({ incarnation: 2, sequence: 5, state: "restarting" })]);
  const after = hearAt(record, 1_010, beat({ incarnation: 3, echo: 0 }));
  assert.equal(after.verdict, "unproven");
  assert.deepEqual(echoesOf(after.record, 1_011), [3, 2]);
});

Deno.test("the first beat of an unknown incarnation only makes this node echo it", () => {
  const { record } = hearAt(unheard, 1_000, beat({ echo: 0, incarnation: 5 }));
  assert.deepEqual(echoesOf(record, 1_001), [5]);
  assert.equal(record.incarnation, 0);
});

Deno.test("although beats of many incarnations are replayed, the real incarnation is echoed in the same round", () => {
  let record = hearAll([beat({ incarnation: 1, sequence: 9 })]);
  for (let run = 100; run < 200; run++) record = hearAt(record, 2_000, beat({ incarnation: run, echo: 3 })).record;
  record = hearAt(record, 2_000, beat({ incarnation: 2, echo: 0 })).record;
  assert.deepEqual(echoesOf(record, 2_001), [2, 199, 198, 197]);
  const after = hearAt(record, 2_100, beat({ incarnation: 2, sequence: 1 }));
  assert.equal(after.verdict, "fresh");
  assert.deepEqual(echoesOf(after.record, 2_101), [2]);
});

Deno.test("an incarnation is echoed for less than a second after its last beat, whether it was proven or not", () => {
  const record = hearAll([beat({ incarnation: 1 })]);
  const noted = hearAt(record, 1_900, beat({ incarnation: 2, echo: 3 })).record;
  assert.deepEqual(echoesOf(noted, 1_999), [2, 1]);
  assert.deepEqual(echoesOf(noted, 2_899), [2]);
  assert.deepEqual(echoesOf(noted, 2_900), [0]);
  assert.deepEqual(echoesOf(unheard, 0), [0]);
});

Deno.test("a peer that does not hear this node, but is heard again, is echoed at once, also among recordings of other runs", () => {
  let record = hearAll([beat({ incarnation: 1, sequence: 9 })]);
  assert.deepEqual(echoesOf(record, 60_000), [0]);
  record = hearAt(record, 60_000, beat({ incarnation: 1, sequence: 10, echo: 0 })).record;
  for (let run = 100; run < 200; run++) record = hearAt(record, 60_001, beat({ incarnation: run, echo: 3 })).record;
  assert.deepEqual(echoesOf(record, 60_050), [199, 198, 197, 196, 1]);
});

Deno.test("each network counts its own beats", () => {
  const once = hearAt(unheard, 1_000, beat({ sequence: 8 })).record;
  const twice = hearAt(once, 1_001, beat({ sequence: 7, mac: "02:00:00:00:0b:01" }), "eth1").record;
  assert.deepEqual(twice.heardAt, { eth0: 1_000, eth1: 1_001 });
  assert.deepEqual(twice.macs, { eth0: "02:00:00:00:0b:00", eth1: "02:00:00:00:0b:01" });
});

interface LateRow {
  readonly name: string;
  /** The times between the beats in milliseconds, from the first beat on. */
  readonly gaps: readonly number[];
  readonly lateMs: number;
}

Deno.test.each<LateRow>([
  { name: "one beat", gaps: [], lateMs: 0 },
  { name: "beats in time", gaps: [100, 100, 99], lateMs: 0 },
  { name: "a beat that is 40 ms late", gaps: [100, 140], lateMs: 40 },
  { name: "a late beat, and an earlier one that was later", gaps: [150, 130], lateMs: 50 * 0.98 },
  { name: "a lost beat", gaps: [200], lateMs: 100 },
  { name: "35 beats in time after a late one", gaps: [150, ...Array<number>(35).fill(100)], lateMs: 50 * 0.98 ** 35 },
  { name: "a beat that is 199 ms late", gaps: [299], lateMs: 180 },
  { name: "a beat after a pause of three beats", gaps: [300], lateMs: 0 },
])("how late the next beat may be, after $name", ({ gaps, lateMs }) => {
  let now = 1_000;
  let record = hearAt(unheard, now, beat()).record;
  for (const [index, gap] of gaps.entries()) {
    now += gap;
    record = hearAt(record, now, beat({ sequence: index + 1 })).record;
  }
  assert.ok(Math.abs((record.lateMs["eth0"] ?? 0) - lateMs) < 0.001, `it may be ${record.lateMs["eth0"]} ms late`);
});

Deno.test("a restart of the sender is no delay of its beats, and its earlier delays are forgotten", () => {
  const late = hearAt(hearAt(unheard, 1_000, beat()).record, 1_150, beat({ sequence: 1, state: "restarting" })).record;
  assert.equal(late.lateMs["eth0"], 50);
  assert.deepEqual(hearAt(late, 1_300, beat({ incarnation: 2 })).record.lateMs, {});
});

Deno.test("a beat that was heard on one network counts as a replay on another, at once and later", () => {
  const first = hearAll([beat({ sequence: 8 })]);
  assert.equal(hearAt(first, 1_001, beat({ sequence: 8 }), "eth1").verdict, "Replayed");
  const later = hearAll([
    beat({ sequence: 8 }),
    beat({ sequence: 10 }),
    beat({ sequence: 12 }),
    beat({ sequence: 14 }),
  ]);
  const last = hearAt(later, 1_400, beat({ sequence: 16 })).record;
  assert.equal(hearAt(last, 1_401, beat({ sequence: 8 }), "eth1").verdict, "Replayed");
  assert.equal(hearAt(last, 1_401, beat({ sequence: 7 }), "eth1").verdict, "Replayed");
  assert.equal(hearAt(last, 1_401, beat({ sequence: 15 }), "eth1").verdict, "fresh");
});

Deno.test("with a new incarnation, the versions of the last one are forgotten", () => {
  const speaks = { oldest: 1, newest: 2 };
  const record = hearAt(unheard, 1_000, { ...beat(), speaks }).record;
  assert.deepEqual(record.speaks, speaks);
  assert.deepEqual(hearAt(record, 1_100, beat({ sequence: 1 })).record.speaks, speaks);
  assert.equal(hearAt(record, 3_000, beat({ incarnation: 2 })).record.speaks, undefined);
});

Deno.test("a restarted announcer keeps its old holdings until it runs and sends its new ones", () => {
  const held = hearAll([beat({ ...holding([claim]), version: 4, state: "restarting" })]);
  const starting = hearAll([
    beat({ incarnation: 2, echo: 0, state: "starting" }),
    beat({ incarnation: 2, sequence: 1, state: "starting", ...holding([]), version: 1 }),
  ], held);
  assert.equal(starting.state, "starting");
  assert.equal(starting.version, 0);
  assert.deepEqual(starting.claims, new Map([["10.0.0.200", 3]]));
  const runs = hearAll([beat({ incarnation: 2, sequence: 2, ...holding([other]), version: 2 })], starting);
  assert.equal(runs.version, 2);
  assert.deepEqual(runs.claims, new Map([["10.0.0.201", 1]]));
});

Deno.test("no version is known of a new incarnation that has not sent its holdings", () => {
  const held = hearAll([beat({ ...holding([claim]), version: 4 }), beat({ incarnation: 2, sequence: 0, version: 4 })]);
  assert.equal(held.version, 0);
  assert.equal(held.knows, 0);
});

const many = Array.from({ length: 230 }, (_, index) => ({ address: `10.1.0.${index}`, revision: index }));
const parts = partsOf(many, beat());

Deno.test("holdings are complete when all parts have arrived, in any order and after any loss", () => {
  const rounds = fc.array(fc.shuffledSubarray([0, 1, 2, 3, 4]), { maxLength: 12 });
  fc.assert(fc.property(rounds, (rounds) => {
    let record = hearAll([beat({ ...holding([claim]), version: 1 })]);
    let sequence = 1;
    const collected = new Set<number>();
    for (const round of rounds) {
      // A part that comes after a later part counts as a replay; the sender sends all parts again with the next beat.
      let last = -1;
      for (const part of round) {
        const holdings = parts[part];
        if (part > last && collected.size < parts.length) collected.add(part);
        last = Math.max(last, part);
        const datagram = beat({ sequence: sequence + part, version: 2, ...(holdings !== undefined && { holdings }) });
        record = hearAt(record, 2_000, datagram).record;
        record = hearAt(record, 2_000, datagram).record;
      }
      sequence += parts.length;
    }
    const isComplete = collected.size === parts.length;
    assert.equal(record.version, isComplete ? 2 : 1);
    assert.equal(record.claims.size, isComplete ? many.length : 1);
    if (isComplete) assert.deepEqual([...record.claims.keys()].sort(), many.map((each) => each.address).sort());
  }));
});

Deno.test("parts of two versions are not mixed", () => {
  const [first, ...rest] = parts;
  const old = beat({ sequence: 1, version: 2, ...(first !== undefined && { holdings: first }) });
  const record = hearAll([beat({ ...holding([claim]) }), old]);
  const next = hearAll(rest.map((holdings, index) => beat({ sequence: 2 + index, version: 3, holdings })), record);
  assert.equal(next.version, 1);
  assert.deepEqual(next.claims, new Map([["10.0.0.200", 3]]));
});

Deno.test("if a node becomes a peer again, a recording of its earlier incarnation is still a replay", () => {
  const record = gone(hearAll([
    beat({ incarnation: 1, ...holding([claim]) }),
    beat({ incarnation: 2, sequence: 5, state: "restarting", ...holding([claim]) }),
  ]));
  assert.equal(record.version, 0);
  assert.equal(record.claims.size, 0);
  assert.equal(record.state, "running");
  assert.deepEqual(record.heardAt, {});
  assert.deepEqual(hearAt(record, 9_000, beat({ incarnation: 1, sequence: 9 })), { record, verdict: "Replayed" });
  assert.deepEqual(hearAt(record, 9_000, beat({ incarnation: 2, sequence: 5 })), { record, verdict: "Replayed" });
  assert.deepEqual(hearAll([beat({ incarnation: 2, sequence: 6 })], record).heardAt, { eth0: 1_000 });
});
