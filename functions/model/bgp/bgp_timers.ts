/**
 * How long a BGP session may be silent, and how often it speaks (RFC 4271, section 4.4).
 *
 * @module
 */

import { parseDuration } from "../duration.ts";
import { error, type Flaw } from "../fault.ts";

/** Seconds; 0 and 0: the session never counts as broken by silence. */
export interface BGPTimers {
  readonly keepalive: number;
  readonly hold: number;
}

interface TimerText {
  readonly holdTime?: unknown;
  readonly keepaliveTime?: unknown;
}

/** Where only one is given, the other follows from it, three to one. Undefined: neither is given, or one cannot be read. */
export function timersOf({ holdTime, keepaliveTime }: TimerText): BGPTimers | undefined {
  const hold = parseDuration(holdTime);
  const keepalive = parseDuration(keepaliveTime);
  if (hold === undefined && keepalive === undefined) return undefined;
  const holdSeconds = Math.floor((hold ?? (keepalive ?? 0) * 3) / 1000);
  if (holdSeconds === 0) return { keepalive: 0, hold: 0 };
  const keepaliveSeconds = keepalive === undefined ? Math.floor(holdSeconds / 3) : Math.floor(keepalive / 1000);
  return { keepalive: Math.max(keepaliveSeconds, 1), hold: Math.max(holdSeconds, 3) };
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
  if (hold !== undefined && hold !== 0 && (hold < 3000 || hold >= 65_536_000)) {
    flaws.push(error("spec.holdTime", "InvalidTimer", `Found ${holdTime}; write 0s, or from 3s to 65535s`));
  }
  if (keepalive !== undefined && keepalive > (hold ?? 21_845_000)) {
    const most = hold === undefined
      ? "the hold time, which is at most 65535s, is three times that"
      : `holdTime is ${holdTime}`;
    flaws.push(error("spec.keepaliveTime", "InvalidTimer", `Found ${keepaliveTime}, but ${most}; write less`));
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
