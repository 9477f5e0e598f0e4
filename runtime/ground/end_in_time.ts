/**
 * Ends a process in time after a request to end, even if a part of it hangs.
 *
 * @module
 */

import { logger } from "./log.ts";

const log = logger("main");

/** Shorter than `terminationGracePeriodSeconds` of the Pods, so that the process can still log before it is killed. */
const longestEndMs = 8_000;

/** Ends the process with exit code 1 if it still runs `limitMs` after the signal aborted. */
export function endInTime(signal: AbortSignal, limitMs: number = longestEndMs): void {
  signal.addEventListener("abort", () => {
    const timer = setTimeout(() => {
      log.error("Cannot end in an orderly way: a part still runs {ms} ms after the request to end", { ms: limitMs });
      Deno.exit(1);
    }, limitMs);
    // An orderly end does not wait for this timer.
    Deno.unrefTimer(timer);
  }, { once: true });
}
