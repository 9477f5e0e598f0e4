/**
 * A table of rows that come, change and go. Of a long one just the beginning is in the document; more is added as it is scrolled
 * to, or asked for.
 *
 * @module
 */

import { element } from "./element.js";
import { fits } from "./filter.js";
import { count, sortable } from "./words.js";

const batch = 100;

/**
 * @param container the element to fill
 * @param columns each with its `title`, the `cell` of a row, and what it sorts by as `value`
 * @param group makes fewer rows of those that were found
 */
export function tableView(container, { caption, columns, whenEmpty, group = (found) => found }) {
  const rows = new Map();
  const lines = new WeakMap();
  const body = element("tbody", { role: "rowgroup" });
  const headers = columns.map((column) => header(column));
  const table = element(
    "table",
    { role: "table", "aria-label": caption },
    element("thead", { role: "rowgroup" }, element("tr", { role: "row" }, headers)),
    body,
  );
  const empty = element("p.empty", {}, whenEmpty ?? "");
  const more = element("button.more", { type: "button", click: () => showMore() });
  container.append(table, empty, more);
  new IntersectionObserver(([entry]) => entry.isIntersecting && showMore(), { rootMargin: "600px" }).observe(more);

  let words = [];
  let limit = batch;
  let order;
  let found = [];
  let sorted;
  /** What each row sorts by in the present order. */
  let keys = new WeakMap();

  function header(column) {
    if (column.value === undefined) return element("th", { role: "columnheader", scope: "col" }, column.title);
    const button = element("button", { type: "button", click: () => sortBy(column) }, column.title);
    return element("th", { role: "columnheader", scope: "col", "aria-sort": "none" }, button);
  }

  function sortBy(column) {
    order = order?.column !== column ? { column, factor: 1 } : order.factor === 1 ? { column, factor: -1 } : undefined;
    columns.forEach((each, index) => {
      const direction = order?.column !== each ? "none" : order.factor === 1 ? "ascending" : "descending";
      if (each.value !== undefined) headers[index].setAttribute("aria-sort", direction);
    });
    sorted = undefined;
    keys = new WeakMap();
    draw();
  }

  function showMore() {
    if (limit >= found.length) return;
    limit += batch;
    draw();
  }

  /** Sorted once for each change; each row's place is told by a key that is made once. */
  function inOrder() {
    if (sorted !== undefined) return sorted;
    const [first] = columns;
    const { column, factor } = order ?? { column: first, factor: 1 };
    const value = column.value ?? ((row) => row.key);
    const keyed = [...rows.values()].map((row) => ({ row, key: keyIn(row, value) }));
    if (order !== undefined || first.value !== undefined) {
      keyed.sort((one, other) => factor * (one.key < other.key ? -1 : one.key > other.key ? 1 : 0));
    }
    return sorted = keyed.map(({ row }) => row);
  }

  function keyIn(row, value) {
    let key = keys.get(row);
    if (key === undefined) {
      key = sortable(value(row));
      keys.set(row, key);
    }
    return key;
  }

  function lineOf(row) {
    let line = lines.get(row);
    if (line === undefined) {
      const cells = columns.map(({ title, cell, kind }) =>
        element(`td${kind === undefined ? "" : `.${kind}`}`, { role: "cell", "data-title": title }, cell(row))
      );
      line = element("tr", { role: "row" }, cells);
      lines.set(row, line);
    }
    return line;
  }

  /** Moves no line that can stay, so that the keyboard's focus stays in it. */
  function place(shown) {
    const kept = new Set(shown);
    for (const line of [...body.children]) if (!kept.has(line)) line.remove();
    let next = body.firstChild;
    for (const line of shown) {
      if (line === next) next = next.nextSibling;
      else body.insertBefore(line, next);
    }
  }

  function draw() {
    found = group(words.length === 0 ? inOrder() : inOrder().filter((row) => fits(row, words)));
    const shown = found.slice(0, limit).map(lineOf);
    place(shown);
    table.hidden = found.length === 0;
    empty.hidden = found.length > 0 || empty.textContent === "";
    const left = found.length - shown.length;
    more.hidden = left <= 0;
    more.textContent = `Show more: ${count(left)} left`;
  }

  return {
    /** Takes in what has changed. */
    change({ put = [], drop = [] }) {
      for (const key of drop) rows.delete(key);
      for (const row of put) rows.set(row.key, row);
      sorted = undefined;
      draw();
    },
    clear() {
      rows.clear();
      sorted = undefined;
    },
    filter(sought) {
      words = sought;
      limit = batch;
      draw();
    },
    get rows() {
      return [...rows.values()];
    },
    get found() {
      return found.length;
    },
  };
}
