import assert from "node:assert/strict";
import fc from "fast-check";
import { follow } from "./controller.ts";
import { batches, poolArbitrary, serviceArbitrary } from "./edits.ts";
import { keyOf } from "./world.ts";

/** `deno task worlds` sets a larger number. */
const numRuns = Number(Deno.env.get("ORACLE_RUNS") ?? 300);

const pools = fc.tuple(poolArbitrary(0), poolArbitrary(1), poolArbitrary(2));

/**
 * The first two pools are reserved with priorities 1 and 2, but admit every Service. So a test shows which pool gives
 * first.
 */
const rankedPools = pools.map(([first, second, third]) => [
  { ...first, v4: [1, 3] as const, autoAssign: true, reserved: { priority: 1, namespaces: [] } },
  { ...second, v4: [1, 3] as const, autoAssign: true, reserved: { priority: 2, namespaces: [] } },
  third,
]);

const worlds = fc.record({
  pools: fc.oneof({ weight: 2, arbitrary: pools }, { weight: 1, arbitrary: rankedPools }),
  services: fc.uniqueArray(serviceArbitrary(), { selector: keyOf, maxLength: 8 }),
});

Deno.test(`oracle: in ${numRuns} worlds with edits and other actors, every address is where the rules put it`, () => {
  fc.assert(
    fc.property(worlds, batches, (world, edits) => assert.deepEqual(follow(world, edits), [])),
    { numRuns, ...(Deno.env.has("ORACLE_SEED") && { seed: Number(Deno.env.get("ORACLE_SEED")) }) },
  );
});
