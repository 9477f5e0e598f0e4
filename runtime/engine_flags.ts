/**
 * What Deno's engine is told when a component starts. The tasks in `deno.json` say the same, and the manifests what the tasks say;
 * tests compare them.
 *
 * An announcer is on every node, so its memory counts: a small nursery, and machine code only as it is made in one quick step.
 * What it does all the time is short; the time goes into the kernel and between the two. The controller gets all the machine code it
 * can have, since its passes take what the engine can give; it collects at rest what they leave (`controller/spare_heap.ts`).
 *
 * @module
 */

const flags: Readonly<Record<string, readonly string[]>> = {
  controller: ["--max-semi-space-size=1", "--heap-growing-percent=20"],
  announcer: [
    "--max-semi-space-size=1",
    "--max-old-space-size=64",
    "--optimize-for-size",
    "--max-opt=1",
    "--heap-growing-percent=10",
  ],
};

/** Arguments of `deno run` for a command of this program. */
export function engineFlagsFor(command: string): readonly string[] {
  const told = flags[command] ?? [];
  return told.length === 0 ? [] : [`--v8-flags=${told.join(",")}`];
}
