import assert from "node:assert/strict";
import fc from "fast-check";
import { readManifestText } from "../../../runtime/reading/manifest_text.ts";

/** Keys with characters that JSON escapes, or that have a meaning outside of keys. */
const keys = fc.oneof(
  fc.constantFrom("items", "kind", "spec", 'a"b', "c\\", "d,[{:", "e.f"),
  fc.string({ maxLength: 3 }),
);
const { object: objects } = fc.letrec<{ value: unknown; object: Record<string, unknown> }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 3 },
    fc.constantFrom(0, -1.5e-7, true, null, "", 'quo"ted', "a: [b], {c}", "back\\slash"),
    fc.array(tie("value"), { maxLength: 3 }),
    tie("object"),
  ),
  object: fc.dictionary(keys, tie("value"), { maxKeys: 4, noNullPrototype: true }),
}));

/** The paths of all fields, written as in faults. */
function fieldsOf(value: unknown, path = ""): readonly string[] {
  const inner = Array.isArray(value)
    ? value.map((each, index) => [each, `${path}[${index}]`] as const)
    : typeof value === "object" && value !== null
    ? Object.entries(value).map(([key, each]) => [each, `${path}[${JSON.stringify(key)}]`] as const)
    : [];
  return [path, ...inner.flatMap(([each, field]) => fieldsOf(each, field))];
}

Deno.test("places in JSON are the same as the YAML parser finds", async () => {
  const texts = fc.tuple(fc.array(objects, { maxLength: 4 }), fc.constantFrom(undefined, 1, 4), fc.boolean());
  await fc.assert(fc.asyncProperty(texts, async ([items, indent, isList]) => {
    const value = isList ? { kind: "PodList", more: [{}], items, last: { items: [] } } : items[0] ?? {};
    const text = JSON.stringify(value, null, indent);
    const found = (await readManifestText(text, "f")).objects;
    // With a comment the text is not JSON, so the YAML parser reads it.
    const asYAML = (await readManifestText(`# YAML\n${text}`, "f")).objects;
    assert.deepEqual(found.map((each) => each.value), asYAML.map((each) => each.value));
    for (const [index, each] of found.entries()) {
      for (const field of [...fieldsOf(each.value), "nowhere.at[3].all"]) {
        const { line, ...place } = asYAML[index]?.placeOf(field) ?? assert.fail("YAML finds fewer");
        assert.deepEqual(each.placeOf(field), { ...place, line: line - 1 }, `${field} of ${text}`);
      }
    }
  }));
});
