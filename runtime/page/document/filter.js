/**
 * The filter box: rows that have all its words.
 *
 * @module
 */

import { byId } from "./element.js";

const texts = new WeakMap();

/** Everything a row says, in small letters. */
function textOf(row) {
  let text = texts.get(row);
  if (text === undefined) {
    text = wordsIn(row).join(" ").toLowerCase();
    texts.set(row, text);
  }
  return text;
}

function wordsIn(value) {
  if (typeof value === "string") return [value];
  return typeof value === "object" && value !== null ? Object.values(value).flatMap(wordsIn) : [];
}

/** The words that are looked for. */
export function soughtWords() {
  return byId("filter").value.toLowerCase().split(/\s+/).filter((word) => word !== "");
}

export function fits(row, words) {
  return words.length === 0 || words.every((word) => textOf(row).includes(word));
}

export function filterBy(text) {
  const box = byId("filter");
  box.value = text;
  box.dispatchEvent(new Event("input"));
}

/** Calls back when what is looked for changes. It is kept in the page's address, so that it can be passed on. */
export function watchFilter(onChange) {
  const box = byId("filter");
  box.value = new URLSearchParams(location.hash.slice(1)).get("filter") ?? "";
  box.addEventListener("input", () => {
    const hash = box.value === "" ? "" : `#${new URLSearchParams({ filter: box.value })}`;
    history.replaceState(null, "", `${location.pathname}${hash}`);
    onChange();
  });
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && box.value !== "") filterBy("");
    const isTyping = event.target instanceof HTMLInputElement || event.ctrlKey || event.metaKey || event.altKey;
    if (event.key !== "/" || isTyping) return;
    event.preventDefault();
    box.focus();
    box.select();
  });
}
