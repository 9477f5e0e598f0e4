import assert from "node:assert/strict";
import type { Holding, Waiting } from "../../../functions/model/announcing/duties/duty.ts";
import type { Liveness } from "../../../functions/model/announcing/liveness/liveness.ts";
import type { Announcing } from "../../../functions/model/announcing/duties/situation.ts";
import { announced, standby } from "../../functions/duty_samples.ts";
import { Decisions } from "../../../runtime/announcer/decisions.ts";

const all = new Set(["10.0.0.1", "10.0.0.2", "10.0.0.3"]);

function waiting(address: string): Waiting {
  return standby(address, "node-2");
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

Deno.test("an address that a pass leaves out keeps its decision and its place", () => {
  const decisions = new Decisions();
  decisions.take(all, announcing(announced("10.0.0.1"), announced("10.0.0.2"), waiting("10.0.0.3")));
  const before = decisions.take(new Set(["10.0.0.1"]), announcing({ ...announced("10.0.0.1"), rounds: 1 }));
  assert.deepEqual(before, new Map([["10.0.0.1", announced("10.0.0.1")]]));
  assert.deepEqual([...decisions.duties.keys()], ["10.0.0.1", "10.0.0.2", "10.0.0.3"]);
  assert.deepEqual(decisions.holdings.map(({ address }) => address), ["10.0.0.1", "10.0.0.2"]);
  assert.deepEqual(decisions.probes, [{ address: "10.0.0.3", link: "eth0" }]);
  assert.deepEqual([...all].filter((address) => decisions.asksFor(address)), ["10.0.0.3"]);
});

Deno.test("an address for which a pass finds no duty is removed", () => {
  const decisions = new Decisions();
  decisions.take(all, announcing(announced("10.0.0.1"), waiting("10.0.0.3")));
  decisions.take(new Set(["10.0.0.1"]), announcing());
  assert.deepEqual([...decisions.duties.keys()], ["10.0.0.3"]);
  assert.equal(decisions.answers.size, 0);
  assert.equal(decisions.resyncAt, Infinity);
  decisions.take(all, announcing());
  assert.equal(decisions.duties.size, 0);
  assert.deepEqual(decisions.probes, []);
});

Deno.test("addresses of a silent holder come first if this node is their standby", () => {
  const decisions = new Decisions();
  decisions.take(all, announcing(announced("10.0.0.1"), waiting("10.0.0.3")));
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

Deno.test("an address is due at the time that its decision requested", () => {
  const decisions = new Decisions();
  decisions.take(all, announcing(announced("10.0.0.1"), announced("10.0.0.2"), waiting("10.0.0.3")));
  assert.equal(decisions.resyncAt, 1_000);
  assert.deepEqual(decisions.due(999), new Set());
  assert.deepEqual(decisions.due(1_000), new Set(["10.0.0.1"]));
  assert.deepEqual(decisions.due(1_001), new Set(["10.0.0.1", "10.0.0.2"]));
});

Deno.test("once a minute all addresses are due", () => {
  const decisions = new Decisions();
  assert.deepEqual(decisions.due(0), new Set());
  assert.deepEqual(decisions.due(59_999), new Set());
  assert.equal(decisions.due(60_000), "all");
  assert.deepEqual(decisions.due(60_001), new Set());
});

Deno.test("after a stall, the node answers for no address until the next decision", () => {
  const decisions = new Decisions();
  decisions.take(all, announcing(announced("10.0.0.1")));
  decisions.suspend();
  assert.equal(decisions.answers.size, 0);
  assert.equal(decisions.duties.get("10.0.0.1")?.role, "waiting");
});
