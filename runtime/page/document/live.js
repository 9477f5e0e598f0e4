/**
 * Starts the page, and keeps it as the controller says.
 *
 * @module
 */

import { growOlder } from "./cells.js";
import { byId, setText } from "./element.js";
import { soughtWords, watchFilter } from "./filter.js";
import { showStanding, showSummary } from "./summary.js";
import { tables } from "./tables.js";
import { tableView } from "./table_view.js";
import { clock } from "./words.js";

/** The controller sends something every two seconds. */
const silentMs = 8_000;

export function start() {
  const views = Object.fromEntries(Object.entries(tables).map(([id, table]) => [id, tableView(byId(id), table)]));
  const filter = () => Object.values(views).forEach((view) => view.filter(soughtWords()));
  watchFilter(filter);
  filter();
  setInterval(growOlder, 1_000);
  connect((news) => {
    clock.aheadMs = news.now - Date.now();
    if (news.isWhole) Object.values(views).forEach((view) => view.clear());
    const changed = Object.entries(news.isWhole ? { ...blank(views), ...news.tables } : news.tables);
    for (const [id, difference] of changed) views[id].change(difference);
    if (changed.length > 0) showSummary(Object.fromEntries(Object.entries(views).map(([id, { rows }]) => [id, rows])));
    showStanding(news);
  });
}

function blank(views) {
  return Object.fromEntries(Object.keys(views).map((id) => [id, {}]));
}

/** Calls back with each piece of news, and says at the top whether there is any. */
function connect(onNews) {
  let lastAt = performance.now();
  const listen = () => {
    const source = new EventSource("api/v1/events");
    source.onmessage = ({ data }) => {
      lastAt = performance.now();
      showConnection("live", "live");
      onNews(JSON.parse(data));
    };
    source.onerror = () => {
      showConnection("lost", "not connected; trying again");
      // A browser gives up for good when the answer was no stream.
      if (source.readyState === EventSource.CLOSED) setTimeout(listen, 2_000);
    };
  };
  listen();
  setInterval(() => {
    if (performance.now() - lastAt > silentMs) showConnection("lost", "no news; what is shown may be old");
  }, 1_000);
}

function showConnection(state, text) {
  const place = byId("connection");
  place.dataset.state = state;
  setText(place, text);
}
