/**
 * The flags of Deno's engine, V8, for each component. Tests check that `deno.json` and the manifests have the same
 * flags.
 *
 * An announcer runs on every node, so it must use little memory. Its young generation is small, and it does not use
 * TurboFan, V8's last compiler. It uses Maglev, the compiler before TurboFan: Maglev costs 4 MB, but without it an idle
 * announcer uses 25 % more CPU. One thread collects the young generation: for such a small heap, waking more threads
 * costs more than it saves. The controller uses all compilers, since without TurboFan a pass over 50,000 Services takes
 * a quarter longer. The controller collects garbage 10 s after a burst of passes begins (`controller/spare_heap.ts`).
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
