/**
 * A table with changing rows. The document contains only the first rows of a long table. More rows are added on
 * scrolling or on request.
 *
 * @module
 */

import { look, lookedAt } from "./address.js";
import { element, setText } from "./element.js";
import { fits } from "./filter.js";
import { count, plural, sortable } from "./words.js";

const batch = 100;

/**
 * @param container the element to fill
 * @param columns each column has a `title`; `cell` returns the content for a row, and `value` its sort key
 * @param group merges similar rows
 */
export function tableView(container, { caption, columns, whenEmpty, group = (found) => found }) {
  const { id } = container;
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
  const empty = element("p.empty", { hidden: true });
  const more = element("button.more", { type: "button", click: () => showMore() });
  const sorter = columns.some(({ value }) => value !== undefined) ? sortMenu() : undefined;
  container.append(...[sorter, table, empty, more].filter((each) => each !== undefined));
  new IntersectionObserver(([entry]) => entry.isIntersecting && showMore(), { rootMargin: "600px" }).observe(more);

  let isKnown = false;
  let words = [];
  let limit = batch;
  let order;
  let found = [];
  let sorted;
  /** By row: its sort key in the current order. */
  let keys = new WeakMap();

  function header(column) {
    if (column.value === undefined) return element("th", { role: "columnheader", scope: "col" }, column.title);
    const button = element("button", { type: "button", click: () => sortBy(column) }, column.title);
    return element("th", { role: "columnheader", scope: "col", "aria-sort": "none" }, button);
  }

  /** A menu for sorting, for narrow screens, which show no headers. */
  function sortMenu() {
    const options = columns.flatMap((column, index) =>
      column.value === undefined
        ? []
        : [["up", "↑"], ["down", "↓"]].map(([way, arrow]) =>
          element("option", { value: `${index} ${way}` }, `${column.title} ${arrow}`)
        )
    );
    const change = ({ target: { value } }) => {
      const [index, way] = value.split(" ");
      keep(value === "" ? undefined : { column: columns[Number(index)], factor: way === "up" ? 1 : -1 });
    };
    const menu = element("select", { change }, element("option", { value: "" }, "as they come"), ...options);
    return element("label.sort", {}, "Sort by ", menu);
  }

  /** The first click on a header sorts upwards, the second downwards, and the third restores the usual order. */
  function sortBy(column) {
    keep(
      order?.column !== column ? { column, factor: 1 } : order.factor === 1 ? { column, factor: -1 } : undefined,
    );
  }

  function keep(next) {
    const { sort } = lookedAt();
    if (next === undefined) sort.delete(id);
    else sort.set(id, { title: next.column.title, isDown: next.factor === -1 });
    look({ sort }, { isStep: true });
    apply(next);
  }

  function apply(next) {
    if (order?.column === next?.column && order?.factor === next?.factor) return;
    order = next;
    const menu = sorter?.querySelector("select");
    if (menu) {
      menu.value = next === undefined ? "" : `${columns.indexOf(next.column)} ${next.factor === 1 ? "up" : "down"}`;
    }
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

  /** The rows in the current order. They are sorted once after each change, and each key is computed once. */
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

  /** Moves only the lines that must move, so that the keyboard focus stays in its line. */
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
    const hidden = rows.size - found.length;
    const says = found.length > 0 || !isKnown ? "" : hidden > 0 ? noMatch(hidden) : whenEmpty ?? "";
    setText(empty, says);
    empty.hidden = says === "";
    const left = found.length - shown.length;
    more.hidden = left <= 0;
    more.textContent = `Show more: ${count(left)} left`;
  }

  return {
    /** Sorts by the order in the page's URL. */
    order() {
      const wanted = lookedAt().sort.get(id);
      const column = columns.find(({ title, value }) => value !== undefined && title === wanted?.title);
      apply(column === undefined ? undefined : { column, factor: wanted.isDown ? -1 : 1 });
    },
    /** Call it when the first rows are known. Until then an empty table does not say that there are no rows. */
    known() {
      isKnown = true;
      draw();
    },
    /** Applies changed rows (`put`) and the keys of removed rows (`drop`). */
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

function noMatch(hidden) {
  return hidden === 1 ? "The one row does not fit the filter." : `None of ${plural(hidden, "row")} fits the filter.`;
}
