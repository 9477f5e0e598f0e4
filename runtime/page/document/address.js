/**
 * Stores the state of the page in its URL: the filter, the order of each table, the section, and the shown object. So a
 * user can share a view, and the browser's back and forward buttons work. E.g.
 * `#addresses&filter=web&sort=nodes:Announces:down`, `#of=service/shop/web`.
 *
 * @module
 */

/**
 * The state in the URL: `filter` is a text, `sort` maps a table to `{ title, isDown }`, `at` is the id of a section or
 * undefined, and `of` is an object, e.g. `node/node-1`, or empty.
 */
export function lookedAt() {
  const params = new URLSearchParams(location.hash.slice(1));
  const sort = new Map(
    params.getAll("sort").map((text) => text.split(":")).map(([table, title, direction]) => [
      table,
      { title, isDown: direction === "down" },
    ]),
  );
  const at = [...params].find(([key, value]) => value === "" && document.getElementById(key) !== null)?.[0];
  return { filter: params.get("filter") ?? "", sort, at, of: params.get("of") ?? "" };
}

/**
 * Changes the state in the URL. If `isStep`, the browser's back button undoes the change; typing in the filter is no
 * step.
 */
export function look(change, { isStep }) {
  const { filter, sort, at, of } = { ...lookedAt(), ...change };
  const params = new URLSearchParams();
  if (of !== "") params.set("of", of);
  if (filter !== "") params.set("filter", filter);
  for (const [table, { title, isDown }] of sort) params.append("sort", `${table}:${title}:${isDown ? "down" : "up"}`);
  const parts = [at, params.toString()].filter((part) => part !== undefined && part !== "");
  const url = `${location.pathname}${parts.length === 0 ? "" : `#${parts.join("&")}`}`;
  if (isStep) history.pushState(null, "", url);
  else history.replaceState(null, "", url);
}

/** Calls `onChange` when the URL has changed by the back or forward button, or by hand. */
export function watchAddress(onChange) {
  addEventListener("popstate", onChange);
  addEventListener("hashchange", onChange);
}
