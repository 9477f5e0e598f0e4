/**
 * Steps of one long test, each of which builds on those before it: after a failure the rest would only say that it failed.
 *
 * @module
 */

import type { Stage } from "./stage.ts";

/** Runs a step, unless one has failed; after the first failure it says what the programs logged last. */
export type Step = (name: string, fn: () => Promise<void>) => Promise<void>;

export function steps(t: Deno.TestContext, stage: Stage): Step {
  let failed = false;
  return async (name, fn) => {
    const passed = await t.step({ name, fn, ignore: failed });
    if (passed || failed) return;
    failed = true;
    await Deno.stderr.write(new TextEncoder().encode(`${await stage.lastWords()}\n`));
  };
}
