import type { ProbeRecord } from "../../../../../functions/model/announcing/liveness/probe.ts";
import assert from "node:assert/strict";
import fc from "fast-check";
import {
  judge,
  type Liveness,
  type Signs,
  wantsProbe,
} from "../../../../../functions/model/announcing/liveness/liveness.ts";

const now = 1_000_000;

interface Row {
  readonly name: string;
  /** Milliseconds since the last beat. */
  readonly silence: number;
  /** The time between two beats in milliseconds; absent: 100. */
  readonly everyMs?: number;
  /** How late the last beats were, in milliseconds; absent: 0. */
  readonly lateMs?: number;
  readonly restarting?: boolean;
  readonly unanswered?: number;
  readonly answered?: boolean;
  readonly is: Liveness;
}

const rows: readonly Row[] = [
  { name: "a beat has just arrived", silence: 0, is: "alive" },
  { name: "a beat is due", silence: 119, is: "alive" },
  { name: "a beat is missing", silence: 120, is: "silent" },
  {
    name: "a beat is missing, and the node's kernel answers",
    silence: 121,
    unanswered: 0,
    answered: true,
    is: "announcerDown",
  },
  { name: "a beat is missing, and no probe was sent", silence: 300, is: "silent" },
  { name: "a beat is missing, two probes are unanswered", silence: 170, unanswered: 2, is: "silent" },
  { name: "a beat is missing, three probes are unanswered", silence: 195, unanswered: 3, is: "nodeDown" },
  {
    name: "the kernel answered once, and the next four probes are unanswered",
    silence: 900,
    unanswered: 4,
    answered: true,
    is: "announcerDown",
  },
  {
    name: "the kernel answered once, and the next five probes are unanswered",
    silence: 900,
    unanswered: 5,
    answered: true,
    is: "nodeDown",
  },
  { name: "dead for a day", silence: 86_400_000, unanswered: 20, is: "nodeDown" },
  {
    name: "dead for a day, and its kernel is back",
    silence: 86_400_000,
    unanswered: 0,
    answered: true,
    is: "announcerDown",
  },
  { name: "restart announced", silence: 0, restarting: true, is: "announcerDown" },
  { name: "restart announced, and silent since then", silence: 5_000, restarting: true, is: "announcerDown" },
  {
    name: "restart announced just now, and its kernel does not answer",
    silence: 100,
    restarting: true,
    unanswered: 9,
    is: "announcerDown",
  },
  {
    name: "restart announced just now, and its kernel no longer answers",
    silence: 100,
    restarting: true,
    unanswered: 9,
    answered: true,
    is: "announcerDown",
  },
  { name: "the node died during the restart", silence: 200, restarting: true, unanswered: 3, is: "nodeDown" },
  {
    name: "the node died after its announcer",
    silence: 5_000,
    restarting: true,
    unanswered: 5,
    answered: true,
    is: "nodeDown",
  },
  { name: "a peer with slow beats, and the beat is not late", silence: 500, everyMs: 500, is: "alive" },
  { name: "a peer with slow beats, and the beat is late", silence: 520, everyMs: 500, is: "silent" },
  { name: "a peer whose beats come 60 ms late, and the beat is no later", silence: 179, lateMs: 60, is: "alive" },
  { name: "a peer whose beats come 60 ms late, and the beat is later", silence: 180, lateMs: 60, is: "silent" },
  { name: "a clock that went back", silence: -5_000, is: "alive" },
];

function signsOf(
  { silence, everyMs = 100, lateMs = 0, restarting = false, unanswered, answered = false }: Omit<Row, "name" | "is">,
): Signs {
  const probe: ProbeRecord | undefined = unanswered === undefined ? undefined : {
    sent: unanswered + 1,
    lastSentAt: now - 10,
    unanswered,
    ...(answered && { answer: { at: now - 20, mac: "02:00:00:00:0b:00" } }),
  };
  return { heardAt: now - silence, everyMs, lateMs, restarting, ...(probe !== undefined && { probe }) };
}

Deno.test.each(rows)("liveness: $name is $is", (row) => {
  assert.equal(judge(signsOf(row), now), row.is);
});

const anySigns = fc.record({
  silence: fc.integer({ min: 0, max: 2_000 }),
  restarting: fc.boolean(),
  unanswered: fc.option(fc.nat(10), { nil: undefined }),
  answered: fc.boolean(),
}).map(({ unanswered, ...rest }) => signsOf({ ...rest, ...(unanswered !== undefined && { unanswered }) }));

Deno.test("a node is down only after 120 ms of silence and three unanswered probes", () => {
  fc.assert(fc.property(anySigns, (signs) => {
    if (judge(signs, now) !== "nodeDown") return;
    assert.ok(now - signs.heardAt >= 120);
    assert.ok((signs.probe?.unanswered ?? 0) >= 3);
  }));
});

Deno.test("a node is probed exactly while it is not alive", () => {
  fc.assert(fc.property(anySigns, (signs) => {
    assert.equal(wantsProbe(signs, now), judge(signs, now) !== "alive");
  }));
});
