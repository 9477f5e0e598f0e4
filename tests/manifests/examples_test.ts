import assert from "node:assert/strict";
import { parseAllDocuments } from "yaml";
import type { KindName } from "../../functions/model/kinds.ts";
import { schemaFaults, unknownFields } from "../../runtime/store/schema.ts";

Deno.test("the examples in the docs match the schemas of their kinds", async () => {
  const folder = new URL("../../docs/examples/", import.meta.url);
  let objects = 0;
  for await (const { name } of Deno.readDir(folder)) {
    for (const document of parseAllDocuments(await Deno.readTextFile(new URL(name, folder)))) {
      const object = document.toJS() as { readonly kind: KindName };
      const found = [...schemaFaults(object.kind, object), ...unknownFields(object.kind, object)];
      assert.deepEqual(found, [], `${name}: ${object.kind}`);
      objects++;
    }
  }
  assert.notEqual(objects, 0);
});
