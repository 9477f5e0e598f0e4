/**
 * The contents of table cells.
 *
 * @module
 */

import { element, setText } from "./element.js";
import { count, now, percent, span } from "./words.js";
import { showOnly } from "./filter.js";

/** The time since an instant. `growOlder` keeps it up to date. */
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

/** A name as a button. A click shows only the rows that contain the name. */
export function name(text) {
  return element(
    "button.name",
    { type: "button", click: () => showOnly(text), title: `Show only ${text}` },
    breakable(text),
  );
}

/** Allows line breaks after dots and slashes in a name, but not in an IPv4 address. */
function breakable(text) {
  if (/^[\d.]+$/.test(text)) return text;
  return text.split(/(?<=[./])/).flatMap((part, index) => index === 0 ? [part] : [element("wbr"), part]);
}

/** A link to the view of one object; `about` is its kind in the page's URL. The style sheet adds the link's text. */
export function why(about, text) {
  const href = `#of=${encodeURIComponent(`${about}/${text}`)}`;
  return element("a.why", { href, "aria-label": `Why: ${about} ${text}` });
}

/** A name, and the link to its view. */
export function named(about, text) {
  return [name(text), why(about, text)];
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

/** A command with a button that copies it. */
export function command(text) {
  const button = element("button.copy", {
    type: "button",
    click: () => navigator.clipboard?.writeText(text).then(() => setText(button, "Copied"), () => undefined),
    "aria-label": `Copy: ${text}`,
  }, "Copy");
  return element("p.command", {}, element("code", {}, text), " ", button);
}
