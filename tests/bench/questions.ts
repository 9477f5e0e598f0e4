/**
 * Measures the commands that answer questions, such as `why` and `check`, on a cluster with many Services, from the
 * start of the program to its end. The program reads a dump of the cluster, decides and answers.
 */

import assert from "node:assert/strict";
import type { Observed } from "../../functions/model/observed.ts";
import { figures, figuresHeader } from "./figures.ts";
import { settledWorld } from "./settled_world.ts";

const nodeCount = 50;
const root = new URL("../../", import.meta.url);

/** @param small true: a tenth of the Services and few runs, as a quick check */
export async function benchmark({ small }: { readonly small: boolean }): Promise<void> {
  const count = small ? 1_000 : 10_000;
  const runs = small ? 2 : 20;
  const folder = await Deno.makeTempDir({ prefix: "arpeggio-bench-" });
  try {
    const world = settledWorld(nodeCount, count);
    const dump = `${folder}/dump.json`;
    await Deno.writeTextFile(dump, JSON.stringify({ apiVersion: "v1", kind: "List", items: objectsOf(world) }));
    const pool = `${folder}/pool.json`;
    await Deno.writeTextFile(pool, JSON.stringify({ ...world.pools[0], spec: { addresses: ["10.0.0.0/9"] } }));
    const one = `default/s${count / 2}`;
    figuresHeader(`questions, ${count} Services`);
    figures("why NAMESPACE/NAME", await sample(runs, ["why", one], dump), 2_000);
    figures("why node/NAME", await sample(Math.ceil(runs / 4), ["why", "node/n7"], dump), 2_000);
    figures("whatif --down NODE", await sample(runs, ["whatif", "--down", "n7"], dump), 3_000);
    figures("whatif --apply POOL", await sample(runs, ["whatif", "--apply", pool], dump), 3_000);
    const few = Math.ceil(runs / 4);
    figures("check", await sample(few, ["check"], dump));
    figures("status", await sample(few, ["status"], dump));
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

async function sample(runs: number, question: readonly string[], dump: string): Promise<readonly number[]> {
  const times: number[] = [];
  const program = ["run", "-A", "--quiet", "runtime/main.ts", ...question, "-f", dump];
  // The first run compiles the program, and does not count.
  for (let run = -1; run < runs; run++) {
    const start = performance.now();
    const { code, stderr } = await new Deno.Command(Deno.execPath(), {
      args: program,
      cwd: root,
      stdout: "null",
      stderr: "piped",
    }).output();
    assert.ok(code < 2, new TextDecoder().decode(stderr));
    if (run >= 0) times.push(performance.now() - start);
  }
  return times;
}

function objectsOf(world: Observed): readonly unknown[] {
  const { services, nodes, endpointSlices, leases, pools, l2Advertisements, virtualIPs, l2Statuses } = world;
  return [
    ...services,
    ...nodes,
    ...endpointSlices,
    ...leases,
    ...pools,
    ...l2Advertisements,
    ...virtualIPs,
    ...l2Statuses,
  ];
}

if (import.meta.main) await benchmark({ small: Deno.args.includes("--small") });
