import assert from "node:assert/strict";
import fc from "fast-check";
import { applyMergePatch, isEqual, mergePatch } from "../../../runtime/store/merge_patch.ts";

// These are the examples of RFC 7396, appendix A.
Deno.test.each([
  { value: { a: "b" }, patch: { a: "c" }, want: { a: "c" } },
  { value: { a: "b" }, patch: { b: "c" }, want: { a: "b", b: "c" } },
  { value: { a: "b" }, patch: { a: null }, want: {} },
  { value: { a: "b", b: "c" }, patch: { a: null }, want: { b: "c" } },
  { value: { a: ["b"] }, patch: { a: "c" }, want: { a: "c" } },
  { value: { a: "c" }, patch: { a: ["b"] }, want: { a: ["b"] } },
  { value: { a: { b: "c" } }, patch: { a: { b: "d", c: null } }, want: { a: { b: "d" } } },
  { value: { a: [{ b: "c" }] }, patch: { a: [1] }, want: { a: [1] } },
  { value: ["a", "b"], patch: ["c", "d"], want: ["c", "d"] },
  { value: { a: "b" }, patch: ["c"], want: ["c"] },
  { value: { a: "foo" }, patch: null, want: null },
  { value: { a: "foo" }, patch: "bar", want: "bar" },
  { value: { e: null }, patch: { a: 1 }, want: { e: null, a: 1 } },
  { value: [1, 2], patch: { a: "b", c: null }, want: { a: "b" } },
  { value: {}, patch: { a: { bb: { ccc: null } } }, want: { a: { bb: {} } } },
])("applyMergePatch() does RFC 7396: $patch", ({ value, patch, want }) => {
  assert.deepEqual(applyMergePatch(value, patch), want);
});

Deno.test.each([
  { name: "nothing for equal objects", from: { a: { b: 1 } }, to: { a: { b: 1 } }, want: undefined },
  { name: "nothing for a field that is undefined", from: {}, to: { a: undefined }, want: undefined },
  {
    name: "only the differences",
    from: { a: 1, b: { c: 2, d: 3 } },
    to: { a: 1, b: { c: 2, d: 4 } },
    want: { b: { d: 4 } },
  },
  { name: "null for a removed field", from: { a: 1, b: 2 }, to: { b: 2 }, want: { a: null } },
  { name: "an array as a whole", from: { a: [1, 2] }, to: { a: [1, 3] }, want: { a: [1, 3] } },
  { name: "an object for a scalar", from: { a: 1 }, to: { a: { b: 2 } }, want: { a: { b: 2 } } },
])("mergePatch() gives $name", ({ from, to, want }) => {
  assert.deepEqual(mergePatch(from, to), want);
});

const { tree } = fc.letrec<{ tree: Record<string, unknown>; value: unknown }>((tie) => ({
  tree: fc.dictionary(fc.constantFrom("a", "b", "c", "d"), tie("value"), { maxKeys: 4 }),
  value: fc.oneof({ maxDepth: 4 }, fc.integer(), fc.string(), fc.boolean(), fc.array(fc.integer()), tie("tree")),
}));

Deno.test("mergePatch() returns a patch from any object to any other, and undefined for equal objects", () => {
  fc.assert(fc.property(tree, tree, (from, to) => {
    const patch = mergePatch(from, to);
    assert.ok(isEqual(patch === undefined ? from : applyMergePatch(from, patch), to));
    assert.equal(mergePatch(to, to), undefined);
  }));
});

Deno.test("applyMergePatch() changes neither the value nor the patch", () => {
  fc.assert(fc.property(tree, tree, (value, patch) => {
    const before = JSON.stringify([value, patch]);
    applyMergePatch(value, patch);
    assert.equal(JSON.stringify([value, patch]), before);
  }));
});
