import { probeKey } from "../../../functions/model/announcing/liveness/probe.ts";
import assert from "node:assert/strict";
import { Prober } from "../../../runtime/announcer/prober.ts";

const on = { address: "10.0.0.200", link: "eth0" };
const key = "eth0 10.0.0.200";
const mac = "02:00:00:00:0b:00";

/** Runs a prober like the announcer's loop until a time; returns the times of its probes. */
function work(prober: Prober, until: number, answers: (now: number) => boolean = () => false): number[] {
  const asked: number[] = [];
  for (let now = prober.nextAt === -Infinity ? 0 : prober.nextAt; now <= until; now = prober.nextAt) {
    prober.settle(now);
    if (prober.due(now).length > 0) asked.push(now);
    if (answers(now)) prober.answered(on, mac, now + 1);
  }
  return asked;
}

Deno.test("an address is probed at once and every 25 ms, and each probe counts as unanswered 25 ms later", () => {
  const prober = new Prober();
  prober.want([on]);
  assert.deepEqual(work(prober, 50), [0, 25, 50]);
  assert.deepEqual(prober.records.get(key), { sent: 3, lastSentAt: 50, unanswered: 2 });
});

Deno.test("after a second without an answer, an address is probed twice a second", () => {
  const prober = new Prober();
  prober.want([on]);
  const asked = work(prober, 5_000);
  assert.deepEqual(asked.slice(0, 40), Array.from({ length: 40 }, (_, index) => 25 * index));
  assert.deepEqual(asked.slice(40), [1_475, 1_975, 2_475, 2_975, 3_475, 3_975, 4_475, 4_975]);
});

Deno.test("an answer resets the count, and probes continue every 25 ms", () => {
  const prober = new Prober();
  prober.want([on]);
  work(prober, 1_400);
  assert.equal(prober.nextAt, 1_475);
  assert.ok((prober.records.get(key)?.unanswered ?? 0) >= 40);
  prober.answered(on, mac, 1_420);
  assert.equal(prober.records.get(key)?.unanswered, 0);
  assert.deepEqual(prober.records.get(key)?.answer, { at: 1_420, mac });
  prober.settle(1_420);
  assert.equal(prober.nextAt, 1_000, "the next probe is already due");
  prober.due(1_420);
  assert.equal(prober.nextAt, 1_445);
});

Deno.test("an answer to a probe that already counts as unanswered still counts", () => {
  const prober = new Prober();
  prober.want([on]);
  prober.due(0);
  assert.deepEqual(prober.settle(24), new Set());
  assert.deepEqual(prober.settle(25), new Set([on.address]));
  prober.answered(on, mac, 26);
  assert.equal(prober.records.get(key)?.unanswered, 0);
});

Deno.test("an address that is no longer wanted is forgotten, and answers for it are ignored", () => {
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

Deno.test("if only some MACs count, an answer of another MAC is ignored", () => {
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

Deno.test("each link is probed separately", () => {
  const prober = new Prober();
  prober.want([on, { ...on, link: "eth1" }]);
  assert.equal(prober.due(0).length, 2);
  prober.answered({ ...on, link: "eth1" }, mac, 10);
  prober.settle(25);
  assert.equal(prober.records.get(key)?.unanswered, 1);
  assert.equal(prober.records.get("eth1 10.0.0.200")?.unanswered, 0);
});
