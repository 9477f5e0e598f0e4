import assert from "node:assert/strict";
import type { Libc } from "../../../runtime/wire/libc.ts";
import { openLibc } from "../../../runtime/wire/libc.ts";
import { Poller } from "../../../runtime/wire/poll.ts";

const one = Uint8Array.of(1, 0, 0, 0, 0, 0, 0, 0);

/** A descriptor that becomes readable by `ring`. */
class Bell implements Disposable {
  readonly descriptor: number;
  readonly #libc: Libc;

  constructor(libc: Libc) {
    this.#libc = libc;
    this.descriptor = libc.check(libc.calls.eventfd(0, 0), "open eventfd");
  }

  ring(): void {
    this.#libc.calls.write(this.descriptor, one, 8n);
  }

  [Symbol.dispose](): void {
    this.#libc.calls.close(this.descriptor);
  }
}

Deno.test("wait calls only the readers of readable descriptors", async () => {
  using libc = openLibc();
  using ringing = new Bell(libc);
  using silent = new Bell(libc);
  await using poller = new Poller(libc);
  const read: string[] = [];
  poller.add(ringing.descriptor, () => read.push("ringing"));
  poller.add(silent.descriptor, () => read.push("silent"));
  await poller.wait(0);
  ringing.ring();
  await poller.wait(Infinity);
  assert.deepEqual(read, ["ringing"]);
});

Deno.test("a descriptor that is added during a wait ends the wait, and a removed descriptor is not read", async () => {
  using libc = openLibc();
  using bell = new Bell(libc);
  await using poller = new Poller(libc);
  let reads = 0;
  const waiting = poller.wait(Infinity);
  poller.add(bell.descriptor, () => reads++);
  await waiting;
  bell.ring();
  await poller.wait(Infinity);
  assert.equal(reads, 1);
  poller.remove(bell.descriptor);
  await poller.wait(Infinity);
  await poller.wait(5);
  assert.equal(reads, 1);
});

Deno.test("an ignored descriptor does not end a wait, and is read in the next one", async () => {
  using libc = openLibc();
  using ignored = new Bell(libc);
  using other = new Bell(libc);
  await using poller = new Poller(libc);
  const read: string[] = [];
  poller.add(ignored.descriptor, () => read.push("ignored"));
  poller.add(other.descriptor, () => read.push("other"));
  await poller.wait(0);
  ignored.ring();
  await poller.wait(5, new Set([ignored.descriptor]));
  assert.equal(read.join(), "");
  other.ring();
  await poller.wait(Infinity, new Set([ignored.descriptor]));
  assert.equal(read.join(), "other");
  await poller.wait(Infinity);
  assert.ok(read.includes("ignored"));
});

Deno.test("wake ends the present wait, or else the next one", async () => {
  using libc = openLibc();
  await using poller = new Poller(libc);
  const waiting = poller.wait(Infinity);
  poller.wake();
  await waiting;
  poller.wake();
  poller.wake();
  await poller.wait(Infinity);
});

Deno.test("wait never returns too early, not even by a fraction of a millisecond", async () => {
  using libc = openLibc();
  await using poller = new Poller(libc);
  for (const timeoutMs of [0.2, 1.5, 20]) {
    const start = performance.now();
    await poller.wait(timeoutMs);
    assert.ok(performance.now() - start >= timeoutMs, `${performance.now() - start} < ${timeoutMs}`);
  }
});

Deno.test("close ends a wait without calling readers", async () => {
  using libc = openLibc();
  using bell = new Bell(libc);
  const poller = new Poller(libc);
  poller.add(bell.descriptor, () => assert.fail("called after close"));
  await poller.wait(0);
  const waiting = poller.wait(Infinity);
  bell.ring();
  await Promise.all([poller.close(), waiting]);
  await assert.rejects(poller.wait(0), { message: "Cannot wait for descriptors: the poller is closed" });
});

Deno.test("a descriptor that was closed too early causes an error and no busy loop", async () => {
  using libc = openLibc();
  await using poller = new Poller(libc);
  const bell = new Bell(libc);
  poller.add(bell.descriptor, () => {});
  bell[Symbol.dispose]();
  await assert.rejects(poller.wait(Infinity), {
    message: `Cannot wait for descriptor ${bell.descriptor}: it was closed before it was removed`,
  });
});
