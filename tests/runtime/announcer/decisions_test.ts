import assert from "node:assert/strict";
import type { Holding, Waiting } from "../../../functions/model/announcing/duty.ts";
import type { Liveness } from "../../../functions/model/announcing/liveness.ts";
import type { Announcing } from "../../../functions/model/announcing/situation.ts";
import { Decisions } from "../../../runtime/announcer/decisions.ts";

const all = new Set(["10.0.0.1", "10.0.0.2", "10.0.0.3"]);

function holding(address: string): Holding {
  return { role: "holding", address, revision: 1, since: 0, links: ["eth0"], macs: {}, rounds: 0 };
}

function waiting(address: string): Waiting {
  return { role: "waiting", address, holder: "node-2" };
}

function announcing(...duties: readonly (Holding | Waiting)[]): Announcing {
  const held = duties.filter(({ role }) => role === "holding");
  return {
    duties: new Map(duties.map((duty) => [duty.address, duty])),
    answers: new Map(held.map(({ address }) => [address, { eth0: "02:00:00:00:00:01" }])),
    gratuitous: [],
    probes: duties.filter(({ role }) => role === "waiting").map(({ address }) => ({ address, link: "eth0" })),
    claims: held.map(({ address }) => ({ address, revision: 1 })),
    declines: [],
    statuses: [],
    resyncAt: new Map(held.map(({ address }, index) => [address, 1_000 + index])),
  };
}

Deno.test("what was not looked at stays as it was decided, and keeps its place", () => {
  const decisions = new Decisions();
  decisions.take(all, announcing(holding("10.0.0.1"), holding("10.0.0.2"), waiting("10.0.0.3")));
  const before = decisions.take(new Set(["10.0.0.1"]), announcing({ ...holding("10.0.0.1"), rounds: 1 }));
  assert.deepEqual(before, new Map([["10.0.0.1", holding("10.0.0.1")]]));
  assert.deepEqual([...decisions.duties.keys()], ["10.0.0.1", "10.0.0.2", "10.0.0.3"]);
  assert.deepEqual(decisions.holdings.map(({ address }) => address), ["10.0.0.1", "10.0.0.2"]);
  assert.deepEqual(decisions.probes, [{ address: "10.0.0.3", link: "eth0" }]);
  assert.deepEqual([...all].filter((address) => decisions.asksFor(address)), ["10.0.0.3"]);
});

Deno.test("what was looked at and has no duty any more is forgotten", () => {
  const decisions = new Decisions();
  decisions.take(all, announcing(holding("10.0.0.1"), waiting("10.0.0.3")));
  decisions.take(new Set(["10.0.0.1"]), announcing());
  assert.deepEqual([...decisions.duties.keys()], ["10.0.0.3"]);
  assert.equal(decisions.answers.size, 0);
  assert.equal(decisions.resyncAt, Infinity);
  decisions.take(all, announcing());
  assert.equal(decisions.duties.size, 0);
  assert.deepEqual(decisions.probes, []);
});

Deno.test("what a quiet node has comes before everything else, where this one waits for it", () => {
  const decisions = new Decisions();
  decisions.take(all, announcing(holding("10.0.0.1"), waiting("10.0.0.3")));
  const network = { link: "eth0", mac: "02:00:00:00:00:02" };
  const peer = {
    state: "running",
    version: 1,
    informed: true,
    claims: new Map(),
    declines: new Set<string>(),
  } as const;
  const behind = (liveness: Liveness): ReadonlySet<string> =>
    decisions.behindQuiet(new Map([["node-2", { ...peer, networks: [{ ...network, liveness }] }]]));
  assert.deepEqual(behind("alive"), new Set());
  assert.deepEqual(behind("silent"), new Set(["10.0.0.3"]));
  assert.deepEqual(behind("nodeDown"), new Set(["10.0.0.3"]));
});

Deno.test("time makes due what asked for it", () => {
  const decisions = new Decisions();
  decisions.take(all, announcing(holding("10.0.0.1"), holding("10.0.0.2"), waiting("10.0.0.3")));
  assert.equal(decisions.resyncAt, 1_000);
  assert.deepEqual(decisions.due(999), new Set());
  assert.deepEqual(decisions.due(1_000), new Set(["10.0.0.1"]));
  assert.deepEqual(decisions.due(1_001), new Set(["10.0.0.1", "10.0.0.2"]));
});

Deno.test("once a minute everything is looked at", () => {
  const decisions = new Decisions();
  assert.deepEqual(decisions.due(0), new Set());
  assert.deepEqual(decisions.due(59_999), new Set());
  assert.equal(decisions.due(60_000), "all");
  assert.deepEqual(decisions.due(60_001), new Set());
});

Deno.test("after a stall nothing is answered for, until it is decided anew", () => {
  const decisions = new Decisions();
  decisions.take(all, announcing(holding("10.0.0.1")));
  decisions.suspend();
  assert.equal(decisions.answers.size, 0);
  assert.equal(decisions.duties.get("10.0.0.1")?.role, "waiting");
});
