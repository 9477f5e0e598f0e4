/**
 * How long the search runs: a few runs, because each takes some seconds of CPU time. `SIMULATION_SEED` chooses another
 * search, and `SIMULATION_RUNS` a longer one.
 *
 * @module
 */

import assert from "node:assert/strict";
import type { World } from "./world.ts";

/** After this time, every node has received its plan, and the statuses are written. */
export const settledMs = 2_500;

export const runs = {
  numRuns: Number(Deno.env.get("SIMULATION_RUNS") ?? 6),
  seed: Number(Deno.env.get("SIMULATION_SEED") ?? 20_261_123),
};

export function fail(world: World, what: string): never {
  throw new assert.AssertionError({ message: `${what}\n${world.story}` });
}
