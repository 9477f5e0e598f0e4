import assert from "node:assert/strict";
import { probeKey } from "../../../functions/model/announcing/situation.ts";
import { Prober } from "../../../runtime/announcer/prober.ts";

const on = { address: "10.0.0.200", link: "eth0" };
const key = "eth0 10.0.0.200";
const mac = "02:00:00:00:0b:00";

/** Lets a prober work as the loop does, each time it wants to, until an instant; gives when it asked. */
function work(prober: Prober, until: number, answers: (now: number) => boolean = () => false): number[] {
  const asked: number[] = [];
  for (let now = prober.nextAt === -Infinity ? 0 : prober.nextAt; now <= until; now = prober.nextAt) {
    prober.settle(now);
    if (prober.due(now).length > 0) asked.push(now);
    if (answers(now)) prober.answered(on, mac, now + 1);
  }
  return asked;
}

Deno.test("an address is asked for at once and every 50 ms, and counts as unanswered after each", () => {
  const prober = new Prober();
  prober.want([on]);
  assert.deepEqual(work(prober, 100), [0, 50, 100]);
  assert.deepEqual(prober.records.get(key), { sent: 3, lastSentAt: 100, unanswered: 2 });
});

Deno.test("one that nobody answers for long is asked for twice a second", () => {
  const prober = new Prober();
  prober.want([on]);
  const asked = work(prober, 5_000);
  assert.deepEqual(asked.slice(0, 20), Array.from({ length: 20 }, (_, index) => 50 * index));
  assert.deepEqual(asked.slice(20), [1_450, 1_950, 2_450, 2_950, 3_450, 3_950, 4_450, 4_950]);
});

Deno.test("an answer begins the count anew, and asking goes on every 50 ms", () => {
  const prober = new Prober();
  prober.want([on]);
  work(prober, 1_400);
  assert.equal(prober.nextAt, 1_450);
  assert.ok((prober.records.get(key)?.unanswered ?? 0) >= 20);
  prober.answered(on, mac, 1_420);
  assert.equal(prober.records.get(key)?.unanswered, 0);
  assert.deepEqual(prober.records.get(key)?.answer, { at: 1_420, mac });
  prober.settle(1_420);
  assert.equal(prober.nextAt, 1_000, "the next one is due already");
  prober.due(1_420);
  assert.equal(prober.nextAt, 1_470);
});

Deno.test("an answer to a probe that was given up still counts", () => {
  const prober = new Prober();
  prober.want([on]);
  prober.due(0);
  assert.deepEqual(prober.settle(49), new Set());
  assert.deepEqual(prober.settle(50), new Set([on.address]));
  prober.answered(on, mac, 51);
  assert.equal(prober.records.get(key)?.unanswered, 0);
});

Deno.test("what is no longer wanted is forgotten, and nobody's answer for it is kept", () => {
  const prober = new Prober();
  prober.want([on]);
  work(prober, 200);
  prober.want([]);
  prober.answered(on, mac, 201);
  assert.equal(prober.records.size, 0);
  assert.equal(prober.nextAt, Infinity);
  prober.want([on]);
  assert.equal(prober.records.get(key)?.sent, 0);
});

Deno.test("where it matters who answers, another's answer counts for nothing", () => {
  const prober = new Prober();
  const on = { address: "10.0.0.2", link: "eth0" };
  prober.want([{ ...on, macs: ["02:00:00:00:00:02"] }]);
  prober.due(0);
  prober.answered(on, "02:00:00:00:00:99", 10);
  assert.equal(prober.records.get(probeKey(on))?.answer, undefined);
  prober.want([{ ...on, macs: ["02:00:00:00:00:02", "02:00:00:00:00:99"] }]);
  prober.answered(on, "02:00:00:00:00:99", 20);
  assert.equal(prober.records.get(probeKey(on))?.answer?.mac, "02:00:00:00:00:99");
  assert.equal(prober.records.get(probeKey(on))?.sent, 1);
});

Deno.test("links are asked apart", () => {
  const prober = new Prober();
  prober.want([on, { ...on, link: "eth1" }]);
  assert.equal(prober.due(0).length, 2);
  prober.answered({ ...on, link: "eth1" }, mac, 10);
  prober.settle(50);
  assert.equal(prober.records.get(key)?.unanswered, 1);
  assert.equal(prober.records.get("eth1 10.0.0.200")?.unanswered, 0);
});
