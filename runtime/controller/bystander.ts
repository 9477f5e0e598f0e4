/**
 * A controller that stands by knows nothing of the world, until somebody asks it: then it observes and decides like the leader,
 * and wants nothing written.
 *
 * @module
 */

import type { Settings } from "../../functions/model/observed.ts";
import { runHost } from "../host/host.ts";
import type { Store } from "../store/store.ts";
import { pass, type Passed, selectionsFor } from "./pass.ts";

/** Calls back after each pass, until the signal aborts. */
export async function standBy(
  store: Store,
  settings: Settings,
  look: (passed: Passed) => void,
  signal: AbortSignal,
): Promise<void> {
  await runHost({
    store,
    selections: selectionsFor(settings),
    decide: (world) => {
      const passed = pass(world, { settings, now: Date.now() });
      look(passed);
      return { ...passed.decision, wanted: [], events: [] };
    },
    mayWrite: () => false,
  }, signal);
}
