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
