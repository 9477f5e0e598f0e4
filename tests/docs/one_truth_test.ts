/** While the changelog has no released version, no page speaks of earlier or first releases. */

import assert from "node:assert/strict";
import { allPages, readPage } from "./markdown.ts";

const [newest = "", ...older] = readPage("CHANGELOG.md").text.split("\n").filter((line) => line.startsWith("## "));
const isReleased = older.length > 0 || !newest.endsWith("(not yet released)");

Deno.test.each(allPages())("$path speaks of no release before the first one", { ignore: isReleased }, ({ text }) => {
  const claims = /\b(first releases|(earlier|previous|former|last|present) releases?|(from|of|since) this release)\b/i;
  assert.deepEqual(text.split("\n").filter((line) => claims.test(line)), []);
});
