import assert from "node:assert/strict";
import { Attention } from "../../../runtime/announcer/attention.ts";

const all = ["10.0.0.1", "10.0.0.2", "10.0.0.3"];

Deno.test("at first everything is to be looked at, a part at a time", () => {
  const attention = new Attention();
  assert.ok(attention.isDrawn);
  assert.deepEqual(attention.take(2, () => all), new Set(["10.0.0.1", "10.0.0.2"]));
  assert.ok(attention.isDrawn);
  assert.deepEqual(attention.take(2, () => all), new Set(["10.0.0.3"]));
  assert.ok(!attention.isDrawn);
});

Deno.test("what draws attention twice is looked at once", () => {
  const attention = new Attention();
  attention.take(3, () => all);
  attention.draw(new Set(["10.0.0.2"]));
  attention.draw(new Set(["10.0.0.2", "10.0.0.4"]));
  assert.deepEqual(attention.take(9, () => all), new Set(["10.0.0.2", "10.0.0.4"]));
  assert.ok(!attention.isDrawn);
});

Deno.test("everything includes what is not there any more but was drawn to", () => {
  const attention = new Attention();
  attention.take(3, () => all);
  attention.draw(new Set(["10.0.0.4"]));
  attention.draw("all");
  assert.deepEqual(attention.take(9, () => all), new Set(["10.0.0.4", ...all]));
});

Deno.test("what was named comes first, and leaves something to the others", () => {
  const attention = new Attention();
  const everything = Array.from({ length: 10 }, (_, index) => `10.0.0.${index}`);
  const named = ["10.0.0.7", "10.0.0.3", "10.0.0.9", "10.0.0.8", "10.0.0.5"];
  attention.draw(new Set(named));
  assert.deepEqual(attention.take(5, () => everything), new Set([...named.slice(0, 4), "10.0.0.0"]));
  assert.deepEqual(
    attention.take(5, () => everything),
    new Set(["10.0.0.5", "10.0.0.1", "10.0.0.2", "10.0.0.4", "10.0.0.6"]),
  );
  assert.ok(!attention.isDrawn);
});
