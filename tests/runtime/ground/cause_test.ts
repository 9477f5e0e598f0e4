import assert from "node:assert/strict";
import { causeOf } from "../../../runtime/ground/cause.ts";

Deno.test("causes that form a ring are named once each", () => {
  const one = new Error("cannot read");
  one.cause = new Error("no such file", { cause: one });
  assert.equal(causeOf(one), "cannot read: no such file");
});
