/**
 * Notices that this process did not run for a while, so its peers may have taken its addresses. For the effect on its
 * duties see `functions/model/announcing/duties/after_stall.ts`.
 *
 * @module
 */

import { lateMs, stalledMs } from "../../functions/model/announcing/timing.ts";
import { logger } from "../ground/log.ts";
import type { AnnouncerOptions } from "./announcer_options.ts";

const log = logger("announcer");

/**
 * Compares the clock with the instant at which the loop wanted to wake. A short delay is added to the time after which
 * each peer counts as silent. After a stall, this node listens to its peers before it answers again.
 *
 * @param wakeAt milliseconds on the announcer's clock
 */
export function noticeStall(
  wakeAt: number,
  { clock, peers, onlooker }: Pick<AnnouncerOptions, "clock" | "peers" | "onlooker">,
): "on time" | "late" | "stalled" {
  const now = clock();
  const late = now - wakeAt;
  if (late < lateMs) return "on time";
  if (late < stalledMs) {
    peers.forgive(late, now);
    return "late";
  }
  log.warn("This process did not run for {lateMs} ms: listening to the peers before answering again", {
    lateMs: Math.round(late),
  });
  onlooker?.stalled();
  peers.listenAgain(now);
  return "stalled";
}
