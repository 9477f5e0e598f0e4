import assert from "node:assert/strict";
import { engineFlagsFor } from "../../../runtime/engine_flags.ts";

const spareHeap = new URL("../../../runtime/controller/spare_heap.ts", import.meta.url);

/** Lets go of many objects, rests, and tells whether their memory was given back before so much time was over. */
function work(lastMs: number): string {
  return `
    const { SpareHeap } = await import("${spareHeap}");
    const pause = (ms) => new Promise((wake) => setTimeout(wake, ms));
    const work = () => Array.from({ length: 200_000 }, (_, index) => ({ index, name: "object " + index })).length;
    work();
    const before = Deno.memoryUsage().heapTotal;
    using spare = new SpareHeap({ restMs: 1 });
    spare.stir();
    spare.stir();
    const givenBack = () => Deno.memoryUsage().heapTotal < before / 2;
    const started = performance.now();
    do await pause(1); while (!givenBack() && performance.now() - started < ${lastMs});
    console.log(givenBack() ? "given back" : "kept");
  `;
}

/** Reads the module and may do no more: to send itself a signal takes no permission. */
async function said(env: Readonly<Record<string, string>>, lastMs: number): Promise<object> {
  const url = `data:text/javascript,${encodeURIComponent(work(lastMs))}`;
  const args = ["run", "--no-prompt", "--allow-read", "--allow-import", ...engineFlagsFor("controller"), url];
  const { stdout, stderr } = await new Deno.Command(Deno.execPath(), { args, env }).output();
  const [out, err] = [stdout, stderr].map((bytes) => new TextDecoder().decode(bytes).trim());
  return { out, err };
}

Deno.test("what a controller's work has left behind is given back when it rests", async () => {
  assert.deepEqual(await said({ DENO_USR2_MEMORY_TRIM: "1" }, 60_000), { out: "given back", err: "" });
});

Deno.test("a Deno that was not told to hear the signal lives on without", async () => {
  assert.deepEqual(await said({}, 1_000), { out: "kept", err: "" });
});
