import assert from "node:assert/strict";
import type { Poller } from "../../../runtime/wire/poll.ts";

const patienceMs = 30_000;

/** Waits with the poller, which calls its readers, until the check holds. */
export async function waitUntil(poller: Poller, holds: () => boolean): Promise<void> {
  const deadline = performance.now() + patienceMs;
  while (!holds()) {
    const left = deadline - performance.now();
    assert.ok(left > 0, `Not within ${patienceMs} ms: ${holds}`);
    await poller.wait(left);
  }
}

/** Waits with the poller, which calls its readers, until the promise is settled. */
export async function waitWhile<Result>(poller: Poller, work: Promise<Result>): Promise<Result> {
  let done = false;
  const finish = (): void => {
    done = true;
    poller.wake();
  };
  work.then(finish, finish);
  while (!done) await poller.wait(Infinity);
  return work;
}
