import assert from "node:assert/strict";
import { PassQueue } from "../../../runtime/announcer/pass_queue.ts";

const all = ["10.0.0.1", "10.0.0.2", "10.0.0.3"];

Deno.test("at first all addresses are in the queue, and a pass takes a part of them", () => {
  const queue = new PassQueue();
  assert.ok(queue.hasMore);
  assert.deepEqual(queue.take(2, () => all), new Set(["10.0.0.1", "10.0.0.2"]));
  assert.ok(queue.hasMore);
  assert.deepEqual(queue.take(2, () => all), new Set(["10.0.0.3"]));
  assert.ok(!queue.hasMore);
});

Deno.test("an address that is named twice is decided once", () => {
  const queue = new PassQueue();
  queue.take(3, () => all);
  queue.add(new Set(["10.0.0.2"]));
  queue.add(new Set(["10.0.0.2", "10.0.0.4"]));
  assert.deepEqual(queue.take(9, () => all), new Set(["10.0.0.2", "10.0.0.4"]));
  assert.ok(!queue.hasMore);
});

Deno.test("'all' includes a named address that no longer exists", () => {
  const queue = new PassQueue();
  queue.take(3, () => all);
  queue.add(new Set(["10.0.0.4"]));
  queue.add("all");
  assert.deepEqual(queue.take(9, () => all), new Set(["10.0.0.4", ...all]));
});

Deno.test("named addresses come first, and leave a part of the pass to the others", () => {
  const queue = new PassQueue();
  const everything = Array.from({ length: 10 }, (_, index) => `10.0.0.${index}`);
  const named = ["10.0.0.7", "10.0.0.3", "10.0.0.9", "10.0.0.8", "10.0.0.5"];
  queue.add(new Set(named));
  assert.deepEqual(queue.take(5, () => everything), new Set([...named.slice(0, 4), "10.0.0.0"]));
  assert.deepEqual(
    queue.take(5, () => everything),
    new Set(["10.0.0.5", "10.0.0.1", "10.0.0.2", "10.0.0.4", "10.0.0.6"]),
  );
  assert.ok(!queue.hasMore);
});
