import assert from "node:assert/strict";
import fc from "fast-check";
import {
  judge,
  type Liveness,
  type ProbeRecord,
  type Signs,
  wantsProbe,
} from "../../../../functions/model/announcing/liveness.ts";

const now = 1_000_000;

interface Row {
  readonly name: string;
  /** Milliseconds since the last beat. */
  readonly silence: number;
  readonly restarting?: boolean;
  readonly unanswered?: number;
  readonly answered?: boolean;
  readonly is: Liveness;
}

const rows: readonly Row[] = [
  { name: "just heard", silence: 0, is: "alive" },
  { name: "one beat missed", silence: 199, is: "alive" },
  { name: "two beats missed", silence: 200, is: "silent" },
  { name: "two beats missed, and its kernel answers", silence: 299, unanswered: 0, answered: true, is: "silent" },
  { name: "two beats missed, two probes unanswered", silence: 299, unanswered: 2, is: "silent" },
  { name: "three beats missed, nobody asked", silence: 300, is: "silent" },
  { name: "three beats missed, one probe unanswered", silence: 300, unanswered: 1, is: "silent" },
  { name: "three beats missed, two probes unanswered", silence: 300, unanswered: 2, is: "nodeDown" },
  {
    name: "three beats missed, and its kernel answers",
    silence: 300,
    unanswered: 0,
    answered: true,
    is: "announcerDown",
  },
  {
    name: "its kernel answered once, and three probes since not",
    silence: 900,
    unanswered: 3,
    answered: true,
    is: "announcerDown",
  },
  {
    name: "its kernel answered once, and four probes since not",
    silence: 900,
    unanswered: 4,
    answered: true,
    is: "nodeDown",
  },
  { name: "long dead", silence: 86_400_000, unanswered: 20, is: "nodeDown" },
  {
    name: "long dead, and its kernel is back",
    silence: 86_400_000,
    unanswered: 0,
    answered: true,
    is: "announcerDown",
  },
  { name: "restarting", silence: 0, restarting: true, is: "announcerDown" },
  { name: "restarting, and silent since", silence: 5_000, restarting: true, is: "announcerDown" },
  {
    name: "restarting and heard, though its kernel is not",
    silence: 100,
    restarting: true,
    unanswered: 9,
    is: "announcerDown",
  },
  {
    name: "restarting and heard, though its kernel is no longer",
    silence: 100,
    restarting: true,
    unanswered: 9,
    answered: true,
    is: "announcerDown",
  },
  { name: "died while it restarted", silence: 300, restarting: true, unanswered: 2, is: "nodeDown" },
  { name: "died after its announcer", silence: 5_000, restarting: true, unanswered: 4, answered: true, is: "nodeDown" },
  { name: "a clock that went back", silence: -5_000, is: "alive" },
];

function signsOf({ silence, restarting = false, unanswered, answered = false }: Omit<Row, "name" | "is">): Signs {
  const probe: ProbeRecord | undefined = unanswered === undefined ? undefined : {
    sent: unanswered + 1,
    lastSentAt: now - 10,
    unanswered,
    ...(answered && { answer: { at: now - 20, mac: "02:00:00:00:0b:00" } }),
  };
  return { heardAt: now - silence, restarting, ...(probe !== undefined && { probe }) };
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

Deno.test("a node is down only after 300 ms of silence and two unanswered probes", () => {
  fc.assert(fc.property(anySigns, (signs) => {
    if (judge(signs, now) !== "nodeDown") return;
    assert.ok(now - signs.heardAt >= 300);
    assert.ok((signs.probe?.unanswered ?? 0) >= 2);
  }));
});

Deno.test("a node is asked for unless it is alive, and never while it is", () => {
  fc.assert(fc.property(anySigns, (signs) => {
    assert.equal(wantsProbe(signs, now), judge(signs, now) !== "alive");
  }));
});
