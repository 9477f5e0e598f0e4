/**
 * The hold time and the keepalive time of a BGP session (RFC 4271, section 4.4).
 *
 * @module
 */

import { parseDuration } from "../duration.ts";
import { error, type Flaw, warning } from "../fault.ts";

/** In seconds. If both are 0, the session has no timeout. */
export interface BGPTimers {
  readonly keepalive: number;
  readonly hold: number;
}

interface TimerText {
  readonly holdTime?: unknown;
  readonly keepaliveTime?: unknown;
}

/**
 * Reads the timers. If only one is set, the hold time is three times the keepalive time. A value that cannot be read
 * counts as not set. Undefined if none is set.
 */
export function timersOf({ holdTime, keepaliveTime }: TimerText): BGPTimers | undefined {
  const hold = parseDuration(holdTime);
  const keepalive = parseDuration(keepaliveTime);
  if (hold === undefined && keepalive === undefined) return undefined;
  const holdSeconds = Math.floor((hold ?? (keepalive ?? 0) * 3) / 1000);
  if (holdSeconds === 0) return { keepalive: 0, hold: 0 };
  const keepaliveSeconds = keepalive === undefined ? Math.floor(holdSeconds / 3) : Math.floor(keepalive / 1000);
  return { keepalive: between(1, keepaliveSeconds, longest), hold: between(3, holdSeconds, longest) };
}

/** In seconds: the hold time is a field of 16 bits in BGP. */
const longest = 65_535;

function between(least: number, value: number, most: number): number {
  return Math.min(Math.max(value, least), most);
}

export function timerFlaws(spec: Readonly<Record<string, unknown>>): readonly Flaw[] {
  const { holdTime, keepaliveTime, connectTime } = spec;
  const hold = parseDuration(holdTime);
  const keepalive = parseDuration(keepaliveTime);
  const connect = parseDuration(connectTime);
  const flaws = [
    ...readableFlaws("spec.holdTime", holdTime),
    ...readableFlaws("spec.keepaliveTime", keepaliveTime),
    ...readableFlaws("spec.connectTime", connectTime),
  ];
  if (hold !== undefined && hold !== 0 && hold < 3000) {
    flaws.push(error("spec.holdTime", "InvalidTimer", `Found ${holdTime}; write 0s, or from 3s to ${longest}s`));
  }
  if (keepalive !== undefined && hold !== undefined && keepalive > hold) {
    const message = `Found ${keepaliveTime}, but holdTime is ${holdTime}; write less`;
    flaws.push(error("spec.keepaliveTime", "InvalidTimer", message));
  }
  if ((hold ?? 3 * (keepalive ?? 0)) >= (longest + 1) * 1000) {
    const [field, found] = hold === undefined ? ["keepaliveTime", keepaliveTime] : ["holdTime", holdTime];
    const message = `Found ${found}; the hold time is ${longest}s then, the longest that BGP allows; write less`;
    flaws.push(warning(`spec.${field}`, "InvalidTimer", message));
  }
  if (connect !== undefined && (connect < 1000 || connect > 65_535_000 || connect % 1000 !== 0)) {
    flaws.push(
      error("spec.connectTime", "InvalidTimer", `Found ${connectTime}; write whole seconds from 1s to 65535s`),
    );
  }
  return flaws;
}

function readableFlaws(field: string, value: unknown): Flaw[] {
  if (value === undefined || value === null || parseDuration(value) !== undefined) return [];
  return [error(field, "InvalidTimer", `Cannot read ${JSON.stringify(value)}: not a duration; write for example 90s`)];
}
