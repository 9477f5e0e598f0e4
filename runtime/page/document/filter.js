/**
 * The filter box. The tables show only rows that contain all words in the box.
 *
 * @module
 */

import { look, lookedAt, watchAddress } from "./address.js";
import { byId } from "./element.js";

const texts = new WeakMap();
const wholes = new WeakMap();

/** The whole text of a row, in lower case. */
function textOf(row) {
  let text = texts.get(row);
  if (text === undefined) {
    text = wordsIn(row).join(" ").toLowerCase();
    texts.set(row, text);
  }
  return text;
}

/** Each text of the row, and each word of each text, in lower case. */
function namesOf(row) {
  let names = wholes.get(row);
  if (names === undefined) {
    const all = wordsIn(row).map((word) => word.toLowerCase());
    names = new Set([...all, ...all.flatMap((word) => word.split(/[\s,;]+/)).map((word) => word.replace(/[.:]$/, ""))]);
    wholes.set(row, names);
  }
  return names;
}

function wordsIn(value) {
  if (typeof value === "string") return [value];
  return typeof value === "object" && value !== null ? Object.values(value).flatMap(wordsIn) : [];
}

/** The words in the filter box. Text in quotation marks must match a whole name, and may contain blanks. */
export function soughtWords() {
  return [...byId("filter").value.toLowerCase().matchAll(/"([^"]*)"|(\S+)/g)]
    .map(([, whole, part]) => ({ text: whole ?? part, isWhole: whole !== undefined }))
    .filter(({ text }) => text !== "");
}

export function fits(row, words) {
  return words.every(({ text, isWhole }) => isWhole ? namesOf(row).has(text) : textOf(row).includes(text));
}

/** Shows only rows with this name; shows all rows if the name is empty. */
export function showOnly(name) {
  look({ filter: name === "" ? "" : `"${name}"` }, { isStep: true });
  dispatchEvent(new PopStateEvent("popstate"));
}

/** Calls `onChange` when the words in the box change. */
export function watchFilter(onChange) {
  const box = byId("filter");
  box.value = lookedAt().filter;
  box.addEventListener("input", () => {
    look({ filter: box.value }, { isStep: false });
    onChange();
  });
  watchAddress(() => {
    const { filter } = lookedAt();
    if (box.value === filter) return;
    box.value = filter;
    onChange();
  });
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && box.value !== "") showOnly("");
    const isTyping = ["INPUT", "SELECT"].includes(event.target.tagName) || event.ctrlKey || event.metaKey ||
      event.altKey;
    if (event.key !== "/" || isTyping) return;
    event.preventDefault();
    box.focus();
    box.select();
  });
}
