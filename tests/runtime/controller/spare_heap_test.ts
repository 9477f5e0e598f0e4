import assert from "node:assert/strict";
import { engineFlagsFor } from "../../../runtime/ground/engine_flags.ts";

const spareHeap = new URL("../../../runtime/controller/spare_heap.ts", import.meta.url);

/**
 * A program that drops many objects, is idle, and reports whether their memory returns to the kernel within `lastMs`.
 */
function work(lastMs: number): string {
  return `
    const { SpareHeap } = await import("${spareHeap}");
    const pause = (ms) => new Promise((wake) => setTimeout(wake, ms));
    // The objects stay in use until the heap is measured: a collection may come at any time.
    const objects = Array.from({ length: 200_000 }, (_, index) => ({ index, name: "object " + index }));
    const before = Deno.memoryUsage().heapTotal;
    objects.length = 0;
    using spare = new SpareHeap({ restMs: 1 });
    spare.stir();
    spare.stir();
    const givenBack = () => Deno.memoryUsage().heapTotal < before / 2;
    const started = performance.now();
    do await pause(1); while (!givenBack() && performance.now() - started < ${lastMs});
    console.log(givenBack() ? "given back" : "kept");
  `;
}

/** Runs the program. It needs no permission to send signals, since a process may always signal itself. */
async function said(env: Readonly<Record<string, string>>, lastMs: number): Promise<object> {
  const url = `data:text/javascript,${encodeURIComponent(work(lastMs))}`;
  const args = ["run", "--no-prompt", "--allow-read", "--allow-import", ...engineFlagsFor("controller"), url];
  const { stdout, stderr } = await new Deno.Command(Deno.execPath(), { args, env }).output();
  const [out, err] = [stdout, stderr].map((bytes) => new TextDecoder().decode(bytes).trim());
  return { out, err };
}

Deno.test("a controller returns memory to the kernel while it runs no passes", async () => {
  assert.deepEqual(await said({ DENO_USR2_MEMORY_TRIM: "1" }, 60_000), { out: "given back", err: "" });
});

Deno.test("without the variable for Deno, the controller still runs", async () => {
  assert.deepEqual(await said({}, 1_000), { out: "kept", err: "" });
});
