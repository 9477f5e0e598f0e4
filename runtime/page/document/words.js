/**
 * Numbers and times as people read them.
 *
 * @module
 */

const second = 1000;
const minute = 60 * second;
const hour = 60 * minute;
const day = 24 * hour;

/** A span as kubectl shows it: `12s`, `5m`, `3h20m`, `2d4h`, `64d`. */
export function span(milliseconds) {
  const ms = Math.max(0, milliseconds);
  if (ms < 2 * minute) return `${Math.floor(ms / second)}s`;
  if (ms < hour) return `${Math.floor(ms / minute)}m`;
  if (ms < 8 * hour) return two(ms, [hour, "h"], [minute, "m"]);
  if (ms < 2 * day) return `${Math.floor(ms / hour)}h`;
  return ms < 8 * day ? two(ms, [day, "d"], [hour, "h"]) : `${Math.floor(ms / day)}d`;
}

function two(ms, [large, largeName], [small, smallName]) {
  const rest = Math.floor((ms % large) / small);
  return `${Math.floor(ms / large)}${largeName}${rest === 0 ? "" : `${rest}${smallName}`}`;
}

const whole = new Intl.NumberFormat("en");
const short = new Intl.NumberFormat("en", { notation: "compact", maximumFractionDigits: 1 });

/** `1,234`; from ten million on `12.3M`. */
export function count(number) {
  return number >= 1e15 ? "≥10¹⁵" : number >= 1e7 ? short.format(number) : whole.format(number);
}

export function plural(number, noun) {
  return `${count(number)} ${noun}${number === 1 ? "" : noun.endsWith("s") ? "es" : "s"}`;
}

/** Never 100 % while one is left, nor 0 % when one is taken. */
export function percent(part, all) {
  if (all === 0 || part === 0) return "0 %";
  if (part >= all) return "100 %";
  return `${Math.min(99, Math.max(1, Math.round(100 * part / all)))} %`;
}

/** Text that sorts as people count: numbers in it by their value. */
export function sortable(value) {
  return typeof value === "number"
    ? value
    : String(value ?? "").toLowerCase().replace(/\d+/g, (digits) => digits.padStart(10, "0"));
}

/** The clock of the server, which says how old things are. */
export const clock = { aheadMs: 0 };

export function now() {
  return Date.now() + clock.aheadMs;
}
