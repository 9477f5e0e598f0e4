import assert from "node:assert/strict";
import { publicWords as present } from "../../runtime/collecting/public_words.ts";
import { publicWords } from "../../tools/generate/public_words.ts";

/** A new or a removed message may change a few words before the file is generated again: the archive stays safe. */
const tolerated = 0.05;

Deno.test("the vocabulary of anonymous archives is that of the sources, but for a few words: deno task generate", () => {
  const sources = new Set(publicWords(new URL("../../", import.meta.url)));
  const differing = [...present.symmetricDifference(sources)];
  assert.ok(differing.length <= tolerated * sources.size, differing.join(" "));
});
