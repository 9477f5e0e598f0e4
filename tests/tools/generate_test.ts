import assert from "node:assert/strict";
import { generate } from "../../tools/generate.ts";
import { generatedFiles } from "../../tools/generate/files.ts";

Deno.test("the generated files are up to date: deno task generate", async () => {
  const files = await generate();
  assert.deepEqual([...files.keys()], generatedFiles);
  for (const [path, text] of files) {
    assert.equal(await Deno.readTextFile(new URL(`../../${path}`, import.meta.url)), text, path);
  }
});
