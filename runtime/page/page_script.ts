/**
 * The parts of the page's script, in the order in which they build on each other.
 *
 * @module
 */

import cells from "./document/cells.js" with { type: "text" };
import element from "./document/element.js" with { type: "text" };
import filter from "./document/filter.js" with { type: "text" };
import live from "./document/live.js" with { type: "text" };
import summary from "./document/summary.js" with { type: "text" };
import tables from "./document/tables.js" with { type: "text" };
import tableView from "./document/table_view.js" with { type: "text" };
import words from "./document/words.js" with { type: "text" };

export const scriptParts: readonly string[] = [element, words, filter, cells, tableView, tables, summary, live];
