/**
 * The time of an answer in words, with its origin.
 *
 * @module
 */

import type { Observed } from "./observed.ts";

export type Moment = Pick<Observed, "now" | "nowFrom">;

/** The time that counts as the present, with its origin. */
export function momentText({ now, nowFrom }: Moment): string {
  const time = new Date(now).toISOString();
  if (nowFrom === undefined) return `now, ${time} by the clock of this machine`;
  switch (nowFrom) {
    case "leases":
      return `${time}, the time of these files by their Leases`;
    case "archive":
      return `${time}, when the archive was made`;
  }
}

/** A time before now, e.g. `5 s ago`. */
export function secondsAgo(seconds: number, { nowFrom }: Moment): string {
  if (nowFrom === undefined) return `${seconds} s ago`;
  switch (nowFrom) {
    case "leases":
      return `${seconds} s before the time of these files`;
    case "archive":
      return `${seconds} s before the archive was made`;
  }
}
