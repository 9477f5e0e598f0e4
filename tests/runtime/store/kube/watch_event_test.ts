import assert from "node:assert/strict";
import fc from "fast-check";
import { readWatchEvent } from "../../../../runtime/store/kube/watch_event.ts";

const object = { metadata: { name: "a", resourceVersion: "5" } };

Deno.test.each([
  { line: JSON.stringify({ type: "ADDED", object }), want: { type: "ADDED", object, resourceVersion: "5" } },
  { line: JSON.stringify({ type: "DELETED", object }), want: { type: "DELETED", object, resourceVersion: "5" } },
  { line: JSON.stringify({ type: "BOOKMARK", object }), want: { type: "BOOKMARK", resourceVersion: "5" } },
  {
    line: JSON.stringify({ type: "ERROR", object: { code: 410, message: "too old resource version" } }),
    want: { type: "ERROR", code: 410, message: "too old resource version" },
  },
  { line: JSON.stringify({ type: "REVISED", object }), want: undefined },
  { line: JSON.stringify({ type: "DELETED", object: { metadata: { name: "a" } } }), want: undefined },
  { line: "", want: undefined },
  { line: "<html>", want: undefined },
  { line: "null", want: undefined },
])("readWatchEvent() reads $line", ({ line, want }) => {
  assert.deepEqual(readWatchEvent(line), want);
});

Deno.test("readWatchEvent() does not throw, whatever the line", () => {
  fc.assert(fc.property(fc.oneof(fc.string(), fc.json()), (line) => void readWatchEvent(line)));
});
