import assert from "node:assert/strict";
import { warnRarely } from "../../../runtime/ground/log.ts";

Deno.test("of failures in a row, the 1st, 2nd, 4th, 8th, … is a warning, and the others are for debugging", () => {
  const warned: unknown[] = [];
  const debugged: unknown[] = [];
  const log = {
    warn: (_text: string, { failures }: Record<string, unknown>) => void warned.push(failures),
    debug: (_text: string, { failures }: Record<string, unknown>) => void debugged.push(failures),
  };
  for (let failures = 1; failures <= 100; failures++) warnRarely(log, "Cannot renew", { failures });
  assert.deepEqual(warned, [1, 2, 4, 8, 16, 32, 64]);
  assert.equal(debugged.length, 93);
});
