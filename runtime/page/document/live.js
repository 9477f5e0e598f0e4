/**
 * Starts the page, and keeps it up to date with the controller.
 *
 * @module
 */

import { look, lookedAt, watchAddress } from "./address.js";
import { growOlder } from "./cells.js";
import { byId, setText } from "./element.js";
import { published } from "./published.js";
import { soughtWords, watchFilter } from "./filter.js";
import { refresh, startView } from "./object_view.js";
import { showStaleness, showStanding, showSummary } from "./summary.js";
import { tables } from "./tables.js";
import { tableView } from "./table_view.js";
import { clock, now } from "./words.js";

/**
 * The stream counts as broken after 8 s without an event, since the controller sends one at least every two seconds.
 */
const silentMs = 8_000;

export function start() {
  const views = Object.fromEntries(Object.entries(tables).map(([id, table]) => [id, tableView(byId(id), table)]));
  const filter = () => Object.values(views).forEach((view) => view.filter(soughtWords()));
  watchFilter(filter);
  filter();
  const order = () => Object.values(views).forEach((view) => view.order());
  order();
  watchAddress(order);
  watchAddress(goToPlace);
  let isKnown = false;
  const allRows = () => Object.fromEntries(Object.entries(views).map(([id, { rows }]) => [id, rows]));
  startView(() => isKnown ? allRows() : undefined);
  document.querySelector(".skip").addEventListener("click", (event) => {
    event.preventDefault();
    look({ at: "addresses" }, { isStep: true });
    goToPlace();
  });
  setInterval(growOlder, 1_000);
  /**
   * The staleness that the controller reports, and the staleness because of a lost connection; undefined if there is
   * none.
   */
  let stale;
  let lost;
  const showAge = () => {
    if (isKnown) showStaleness(lost ?? stale);
  };
  setInterval(showAge, 1_000);
  connect({
    onNews: (news) => {
      clock.aheadMs = news.now - Date.now();
      published.docs = news.docs;
      if (news.isWhole) Object.values(views).forEach((view) => view.clear());
      const changed = Object.entries(news.isWhole ? { ...blank(views), ...news.tables } : news.tables);
      for (const [id, difference] of changed) views[id].change(difference);
      if (!isKnown && news.at !== undefined) {
        isKnown = true;
        Object.values(views).forEach((view) => view.known());
        goToPlace();
      }
      if (isKnown && changed.length > 0) {
        showSummary(allRows());
        void refresh();
      }
      stale = news.stale;
      lost = undefined;
      showStanding(news);
      showAge();
    },
    onLost: (atMs) => {
      lost = { asOf: now() - (performance.now() - atMs), reason: "This page gets no data from the controller." };
      showAge();
    },
  });
}

function goToPlace() {
  const { at } = lookedAt();
  if (at !== undefined) byId(at).focus();
}

function blank(views) {
  return Object.fromEntries(Object.keys(views).map((id) => [id, {}]));
}

/**
 * Calls `onNews` with each event. If the stream fails or is silent for `silentMs`, calls `onLost` with the time of the
 * last event, by `performance.now()`.
 */
function connect({ onNews, onLost }) {
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
      onLost(lastAt);
      // A browser does not reconnect if the answer was no event stream.
      if (source.readyState === EventSource.CLOSED) setTimeout(listen, 2_000);
    };
  };
  listen();
  setInterval(() => {
    if (performance.now() - lastAt <= silentMs) return;
    showConnection("lost", "no news; what is shown may be old");
    onLost(lastAt);
  }, 1_000);
}

function showConnection(state, text) {
  const place = byId("connection");
  place.dataset.state = state;
  setText(place, text);
}
