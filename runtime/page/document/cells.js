/**
 * What is in a cell of a table.
 *
 * @module
 */

import { element } from "./element.js";
import { count, now, percent, span } from "./words.js";
import { filterBy } from "./filter.js";

/** How long ago; grows by itself, see `growOlder`. */
export function ago(instant) {
  if (instant === undefined) return "–";
  const time = new Date(instant);
  return element("time", { datetime: time.toISOString(), title: time.toLocaleString() }, span(now() - instant));
}

export function growOlder() {
  for (const time of document.querySelectorAll("td time")) {
    const text = span(now() - Date.parse(time.dateTime));
    if (time.textContent !== text) time.textContent = text;
  }
}

/** A name that can be clicked to see only what has to do with it. */
export function name(text) {
  return element("button.name", { type: "button", click: () => filterBy(text), title: `Show only ${text}` }, text);
}

export function names(list) {
  return list.length === 0 ? "–" : list.flatMap((each, index) => index === 0 ? [name(each)] : [", ", name(each)]);
}

export function mark(text, tone) {
  return element(`span.mark.${tone}`, {}, text);
}

export function usageBar({ family, assigned, available }) {
  const all = assigned + available;
  const share = all === 0 ? 0 : assigned / all;
  const tone = share >= 0.95 ? "bad" : share >= 0.8 ? "warn" : "good";
  const fill = element(`i.${tone}`);
  fill.style.inlineSize = `${share * 100}%`;
  const words = `${count(assigned)} of ${count(all)}`;
  return element(
    "div.usage",
    {},
    element("span.family", {}, family),
    element("span.bar", {
      role: "meter",
      "aria-label": `${family} addresses in use`,
      "aria-valuemin": "0",
      "aria-valuemax": "100",
      "aria-valuenow": String(Math.round(share * 100)),
      "aria-valuetext": words,
    }, fill),
    element("span.figures", {}, element("b", {}, percent(assigned, all)), ` ${words}`),
  );
}
