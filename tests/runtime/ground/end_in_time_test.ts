import assert from "node:assert/strict";
import { run } from "../cli/program.ts";

const module = new URL("../../../runtime/ground/end_in_time.ts", import.meta.url).href;

/** The source of a process that gets its stop signal at once. */
function asked(rest: string, limitMs: number): string {
  return `import { endInTime } from "${module}";
const stop = new AbortController();
endInTime(stop.signal, ${limitMs});
stop.abort();
${rest}`;
}

const rows = [
  { name: "a part that hangs", rest: "setInterval(() => {}, 1_000_000);", limitMs: 100, code: 1 },
  {
    name: "a promise that never resolves beside a timer",
    rest: "setInterval(() => {}, 9e6); await new Promise(() => {});",
    limitMs: 100,
    code: 1,
  },
  { name: "an orderly end", rest: "", limitMs: 600_000, code: 0 },
];

Deno.test.each(rows)("a process ends after its stop signal: $name", async ({ rest, limitMs, code }) => {
  const ending = await run(["run", "--quiet", "-"], { input: asked(rest, limitMs) });
  assert.equal(ending.code, code, ending.err);
});
