import assert from "node:assert/strict";
import { libcPaths } from "../../../runtime/wire/libc.ts";

const program = new URL("give_back_memory.ts", import.meta.url).pathname;
const config = new URL("../../../deno.json", import.meta.url).pathname;

Deno.test("after an idle time, a process uses less memory than at its start, and still works", async () => {
  const ofThisMachine = libcPaths.find((path) => path.includes(Deno.build.arch));
  const { stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["run", "--config", config, "--no-prompt", "--quiet", `--allow-ffi=${ofThisMachine}`, program],
    signal: AbortSignal.timeout(60_000),
  }).output();
  assert.equal(new TextDecoder().decode(stderr), "");
  assert.equal(new TextDecoder().decode(stdout), "given back, 1,2,3\n");
});
