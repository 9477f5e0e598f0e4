/**
 * Numbers and times as text.
 *
 * @module
 */

const second = 1000;
const minute = 60 * second;
const hour = 60 * minute;
const day = 24 * hour;

/** A span in kubectl's format: `12s`, `5m`, `3h20m`, `2d4h`, `64d`. */
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

/** A count as text, e.g. `1,234`; from ten million on e.g. `12.3M`. */
export function count(number) {
  return number >= 1e15 ? "≥10¹⁵" : number >= 1e7 ? short.format(number) : whole.format(number);
}

export function plural(number, noun) {
  return `${count(number)} ${noun}${number === 1 ? "" : noun.endsWith("s") ? "es" : "s"}`;
}

/** A percentage. It is never 100 % while one address is free, and never 0 % while one is in use. */
export function percent(part, all) {
  if (all === 0 || part === 0) return "0 %";
  if (part >= all) return "100 %";
  return `${Math.min(99, Math.max(1, Math.round(100 * part / all)))} %`;
}

/** A sort key that compares numbers in a text by value. */
export function sortable(value) {
  return typeof value === "number"
    ? value
    : String(value ?? "").toLowerCase().replace(/\d+/g, (digits) => digits.padStart(10, "0"));
}

/** How far the server's clock is ahead of the browser's, in ms. Ages are counted by the server's clock. */
export const clock = { aheadMs: 0 };

export function now() {
  return Date.now() + clock.aheadMs;
}
