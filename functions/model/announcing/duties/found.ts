/**
 * The result of the probes for one address.
 *
 * @module
 */

import { type OnLink, probeKey } from "../liveness/probe.ts";
import { probesToBeFree } from "../timing.ts";
import type { Situation } from "./situation.ts";

type Seen = Pick<Situation, "probes" | "announcers">;

/** The MAC of a stranger that answered a probe on one of these links; undefined if no stranger answered. */
export function answeredBy(on: readonly OnLink[], { probes, announcers }: Seen): string | undefined {
  return on.map((each) => probes.get(probeKey(each))?.answer?.mac)
    .find((mac) => mac !== undefined && !announcers.has(mac));
}

/** True if on each of these links four probes in a row had no answer. */
export function isFree(on: readonly OnLink[], { probes }: Seen): boolean {
  return on.every((each) => (probes.get(probeKey(each))?.unanswered ?? 0) >= probesToBeFree);
}
