import assert from "node:assert/strict";
import fc from "fast-check";
import { type Heartbeat, type HoldingEntry, partsOf } from "../../../../functions/model/announcing/heartbeat.ts";
import { gone, hear, type PeerRecord, unheard } from "../../../../functions/model/announcing/peer_record.ts";

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
  const [holdings] = partsOf(entries);
  return holdings === undefined ? {} : { holdings };
}

/** Hears beats one after the other, 100 ms apart, on eth0. */
function hearAll(beats: readonly Heartbeat[], record: PeerRecord = unheard): PeerRecord {
  return beats.reduce((before, each, index) => {
    return hear(before, each, { incarnation: me, now: 1_000 + 100 * index, link: "eth0" });
  }, record);
}

const claim = { address: "10.0.0.200", revision: 3 };
const other = { address: "10.0.0.201", revision: 1 };
const declined = { address: "10.0.0.202", declined: true } as const;

Deno.test("a fresh beat tells that its sender lives, what it is doing, its MAC and what it holds", () => {
  const record = hearAll([beat({ ...holding([claim, declined]), version: 4, knownVersion: 9, state: "restarting" })]);
  assert.deepEqual(record.heardAt, { eth0: 1_000 });
  assert.deepEqual(record.macs, { eth0: "02:00:00:00:0b:00" });
  assert.equal(record.state, "restarting");
  assert.equal(record.version, 4);
  assert.equal(record.knows, 9);
  assert.deepEqual(record.claims, new Map([["10.0.0.200", 3]]));
  assert.deepEqual(record.declines, new Set(["10.0.0.202"]));
});

const unbelieved: { name: string; before: readonly Heartbeat[]; beat: Heartbeat }[] = [
  {
    name: "a beat for an earlier run of this announcer",
    before: [beat()],
    beat: beat({ sequence: 9, echo: 76, state: "restarting", ...holding([claim]), version: 2 }),
  },
  {
    name: "a beat that knows of no run of this announcer",
    before: [],
    beat: beat({ echo: 0, ...holding([claim]) }),
  },
  {
    name: "a beat that was heard before",
    before: [beat({ sequence: 5 })],
    beat: beat({ sequence: 5, state: "restarting" }),
  },
  {
    name: "an older beat",
    before: [beat({ sequence: 5 })],
    beat: beat({ sequence: 4, state: "restarting", ...holding([claim]), version: 2 }),
  },
  {
    name: "a beat of a run that is over",
    before: [beat({ incarnation: 1, sequence: 5 }), beat({ incarnation: 2, sequence: 0 })],
    beat: beat({ incarnation: 1, sequence: 6, state: "restarting", ...holding([claim]), version: 2 }),
  },
  {
    name: "a beat of a run long over",
    before: Array.from({ length: 500 }, (_, index) => beat({ incarnation: index + 1 })),
    beat: beat({ incarnation: 1, sequence: 6, state: "restarting", ...holding([claim]), version: 2 }),
  },
  {
    name: "a beat of no run",
    before: [beat({ sequence: 5 })],
    beat: beat({ incarnation: 0, sequence: 6, state: "restarting" }),
  },
];

Deno.test.each(unbelieved)("$name is no sign of life, and what it says is not believed", ({ before, beat }) => {
  const record = hearAll(before);
  const after = hear(record, beat, { incarnation: me, now: 99_000, link: "eth0" });
  assert.deepEqual({ ...after, lastIncarnation: 0 }, { ...record, lastIncarnation: 0 });
});

Deno.test("a recording that this node has never heard fresh only tells what to echo", () => {
  const record = hearAll([beat({ echo: 0, incarnation: 5 })]);
  assert.equal(record.lastIncarnation, 5);
  assert.equal(record.incarnation, 0);
});

Deno.test("a recording of a run that is over does not change what is echoed", () => {
  const record = hearAll([beat({ incarnation: 1 }), beat({ incarnation: 2 }), beat({ incarnation: 1, echo: 3 })]);
  assert.equal(record.lastIncarnation, 2);
});

Deno.test("each network counts its own beats", () => {
  const once = hear(unheard, beat({ sequence: 8 }), { incarnation: me, now: 1_000, link: "eth0" });
  const twice = hear(once, beat({ sequence: 7, mac: "02:00:00:00:0b:01" }), {
    incarnation: me,
    now: 1_001,
    link: "eth1",
  });
  assert.deepEqual(twice.heardAt, { eth0: 1_000, eth1: 1_001 });
  assert.deepEqual(twice.macs, { eth0: "02:00:00:00:0b:00", eth1: "02:00:00:00:0b:01" });
});

Deno.test("an announcer that starts again holds what it held until it runs and says what it holds now", () => {
  const held = hearAll([beat({ ...holding([claim]), version: 4 })]);
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

Deno.test("an announcer that runs again and has not said what it holds is not known by what it held", () => {
  const held = hearAll([beat({ ...holding([claim]), version: 4 }), beat({ incarnation: 2, sequence: 0, version: 4 })]);
  assert.equal(held.version, 0);
  assert.equal(held.knows, 0);
});

const many = Array.from({ length: 230 }, (_, index) => ({ address: `10.1.0.${index}`, revision: index }));
const parts = partsOf(many);

Deno.test("parts are put together whatever is lost and in whatever order the rest comes, and only when all are there", () => {
  const rounds = fc.array(fc.shuffledSubarray([0, 1, 2, 3, 4]), { maxLength: 12 });
  fc.assert(fc.property(rounds, (rounds) => {
    let record = hearAll([beat({ ...holding([claim]), version: 1 })]);
    let sequence = 1;
    const collected = new Set<number>();
    for (const round of rounds) {
      // Those that come after a later one are taken for replays; the sender sends all of them again with the next beat.
      let last = -1;
      for (const part of round) {
        const holdings = parts[part];
        if (part > last && collected.size < parts.length) collected.add(part);
        last = Math.max(last, part);
        const datagram = beat({ sequence: sequence + part, version: 2, ...(holdings !== undefined && { holdings }) });
        record = hear(record, datagram, { incarnation: me, now: 2_000, link: "eth0" });
        record = hear(record, datagram, { incarnation: me, now: 2_000, link: "eth0" });
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

Deno.test("a node that is a peer again is not known by a recording of the run before", () => {
  const record = gone(hearAll([
    beat({ incarnation: 1, ...holding([claim]) }),
    beat({ incarnation: 2, sequence: 5, state: "restarting", ...holding([claim]) }),
  ]));
  assert.equal(record.version, 0);
  assert.equal(record.claims.size, 0);
  assert.equal(record.state, "running");
  assert.deepEqual(record.heardAt, {});
  assert.deepEqual(hearAll([beat({ incarnation: 1, sequence: 9 })], record), record);
  assert.deepEqual(hearAll([beat({ incarnation: 2, sequence: 5 })], record), record);
  assert.deepEqual(hearAll([beat({ incarnation: 2, sequence: 6 })], record).heardAt, { eth0: 1_000 });
});
