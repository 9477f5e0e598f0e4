/**
 * The steps of one long test. Each step builds on the steps before it, so after a failure all later steps are skipped.
 *
 * @module
 */

import type { Stage } from "./stage.ts";

/**
 * Runs a step, or skips it if an earlier step failed. After the first failure, prints the last log lines of the
 * programs.
 */
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
