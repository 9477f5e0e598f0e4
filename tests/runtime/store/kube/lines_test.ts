import assert from "node:assert/strict";
import fc from "fast-check";
import { Lines } from "../../../../runtime/store/kube/lines.ts";

Deno.test("Lines returns the same lines, wherever the stream is cut", () => {
  const line = fc.string({ unit: "binary" }).map((text) => text.replaceAll("\n", "·").toWellFormed());
  fc.assert(fc.property(fc.array(line), line, fc.array(fc.nat(20)), (complete, unfinished, cuts) => {
    let bytes = new TextEncoder().encode([...complete, unfinished].join("\n"));
    const lines = new Lines();
    const taken: string[] = [];
    for (const cut of cuts) {
      taken.push(...lines.take(bytes.subarray(0, cut)));
      bytes = bytes.subarray(cut);
    }
    taken.push(...lines.take(bytes));
    assert.deepEqual(taken, complete);
  }));
});
