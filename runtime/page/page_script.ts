/**
 * The parts of the page's script, in the order of their dependencies.
 *
 * @module
 */

import address from "./document/address.js" with { type: "text" };
import alike from "./document/alike.js" with { type: "text" };
import cells from "./document/cells.js" with { type: "text" };
import element from "./document/element.js" with { type: "text" };
import explanation from "./document/explanation.js" with { type: "text" };
import filter from "./document/filter.js" with { type: "text" };
import live from "./document/live.js" with { type: "text" };
import objectView from "./document/object_view.js" with { type: "text" };
import published from "./document/published.js" with { type: "text" };
import summary from "./document/summary.js" with { type: "text" };
import tables from "./document/tables.js" with { type: "text" };
import tableView from "./document/table_view.js" with { type: "text" };
import title from "./document/title.js" with { type: "text" };
import words from "./document/words.js" with { type: "text" };

export const scriptParts: readonly string[] = [
  element,
  words,
  address,
  filter,
  cells,
  alike,
  tableView,
  tables,
  published,
  explanation,
  title,
  objectView,
  summary,
  live,
];
