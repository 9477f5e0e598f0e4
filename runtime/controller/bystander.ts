/**
 * The work of a standby controller. It observes nothing while its page has no viewers. While the page has viewers, it
 * observes and decides like the leader, but writes nothing.
 *
 * @module
 */

import { entriesIn } from "../../functions/model/history/book.ts";
import type { HistoryEntry } from "../../functions/model/history/entry.ts";
import type { Settings } from "../../functions/model/observed.ts";
import { steadyNow } from "../ground/clock.ts";
import { runHost } from "../host/host.ts";
import type { Store } from "../store/store.ts";
import { readHistory } from "./history_keeper.ts";
import { pass, type Passed, PassMemory, selectionsFor } from "./pass.ts";

/**
 * If the last reading of the history is older than this, in ms, a pass reads the history again. The leader writes the
 * history at most twice a minute.
 */
const readAgainMs = 15_000;

/** Calls `look` after each pass, until the signal aborts. */
export async function standBy(
  store: Store,
  settings: Settings,
  look: (passed: Passed) => void,
  signal: AbortSignal,
): Promise<void> {
  const memory = new PassMemory();
  let history: readonly HistoryEntry[] = [];
  let readAt = -Infinity;
  const read = async (): Promise<void> => {
    readAt = performance.now();
    const found = await readHistory(store, settings.namespace, signal);
    if (found !== "unreadable") history = entriesIn(found);
  };
  await read();
  await runHost({
    store,
    selections: selectionsFor(settings),
    decide: (world) => {
      if (performance.now() - readAt > readAgainMs) void read();
      const passed = pass(world, { settings, now: steadyNow(), memory, history });
      look(passed);
      return { ...passed.decision, wanted: [], events: [] };
    },
    mayWrite: () => false,
  }, signal);
}
