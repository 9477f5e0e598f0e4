import assert from "node:assert/strict";
import { FakeTime } from "../../../fake_time.ts";
import { Suspicion } from "../../../../runtime/store/kube/suspicion.ts";

Deno.test("suspicion: a request without an answer causes suspicion after 3 s; a request with an answer never does", async () => {
  using time = new FakeTime();
  const suspected: number[] = [];
  using suspicion = new Suspicion((silentMs) => suspected.push(silentMs));
  suspicion.waiting()[Symbol.dispose]();
  suspicion.waiting();
  await time.pass(2_999);
  assert.deepEqual(suspected, []);
  await time.pass(1);
  assert.deepEqual(suspected, [3_000]);
});

Deno.test("suspicion: a server that is slow for an hour is suspected less and less often", async () => {
  using time = new FakeTime();
  const suspectedAt: number[] = [];
  using suspicion = new Suspicion(() => suspectedAt.push(Math.round(performance.now() / 1000)));
  const start = performance.now() / 1000;
  for (let second = 0; second < 3600; second++) {
    suspicion.waiting();
    await time.pass(1_000);
  }
  const gaps = suspectedAt.map((at, index) => at - (suspectedAt[index - 1] ?? start));
  assert.deepEqual(gaps.slice(0, 7), [3, 10, 20, 40, 80, 160, 300]);
  assert.ok(gaps.length < 20);
});

Deno.test("suspicion: after a server was slow for ten minutes, and then fast for a minute, a request without an answer causes suspicion after 3 s", async () => {
  using time = new FakeTime();
  let suspected = 0;
  using suspicion = new Suspicion(() => suspected++);
  for (let second = 0; second < 620; second++) {
    suspicion.waiting();
    await time.pass(1_000);
  }
  for (let second = 0; second < 60; second++) {
    suspicion.waiting()[Symbol.dispose]();
    await time.pass(1_000);
  }
  const before = suspected;
  suspicion.waiting();
  await time.pass(3_000);
  assert.equal(suspected - before, 1);
});
