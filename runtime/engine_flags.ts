/**
 * What Deno's engine is told when a component starts. The tasks in `deno.json` say the same, and the manifests what the tasks say;
 * tests compare them.
 *
 * An announcer is on every node, so its memory counts: a small nursery, and no machine code of the last, most thorough step. The
 * step before it is worth its 4 MB: an idle announcer without it takes a quarter more of the CPU. The nursery is emptied by one
 * thread: to wake others for so little costs more than they do. The controller gets all the machine code it can have, since its
 * passes take what the engine can give; it collects at rest what they leave (`controller/spare_heap.ts`).
 *
 * @module
 */

const flags: Readonly<Record<string, readonly string[]>> = {
  controller: ["--max-semi-space-size=1", "--heap-growing-percent=20"],
  announcer: [
    "--max-semi-space-size=1",
    "--max-old-space-size=64",
    "--max-opt=2",
    "--heap-growing-percent=10",
    "--no-parallel-scavenge",
  ],
};

/** Arguments of `deno run` for a command of this program. */
export function engineFlagsFor(command: string): readonly string[] {
  const told = flags[command] ?? [];
  return told.length === 0 ? [] : [`--v8-flags=${told.join(",")}`];
}
