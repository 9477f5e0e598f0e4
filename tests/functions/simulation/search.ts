/**
 * How long and how far the simulation is searched: few runs, since each is some seconds of a machine's time. With another
 * `SIMULATION_SEED`, and more `SIMULATION_RUNS`, it searches further.
 *
 * @module
 */

import assert from "node:assert/strict";
import type { World } from "./world.ts";

/** Until everybody has a plan, and statuses are written. */
export const settledMs = 2_500;

export const runs = {
  numRuns: Number(Deno.env.get("SIMULATION_RUNS") ?? 6),
  seed: Number(Deno.env.get("SIMULATION_SEED") ?? 20_261_123),
};

export function fail(world: World, what: string): never {
  throw new assert.AssertionError({ message: `${what}\n${world.story}` });
}
