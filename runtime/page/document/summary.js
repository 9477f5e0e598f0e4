/**
 * The figures at the top, the balance, and who leads.
 *
 * @module
 */

import { byId, element, setText } from "./element.js";
import { count, percent, plural } from "./words.js";

export function showSummary({ pools, nodes, addresses, pending, conflicts, faults, sessions }) {
  const services = new Set(addresses.flatMap((row) => row.services)).size;
  const waiting = pending.filter(({ lacks }) => lacks === "address").length;
  const announced = addresses.filter(({ state }) => state === "Announcing").length;
  const live = nodes.filter(({ announcer }) => announcer === "live" || announcer === "assumed").length;
  const fullest = fullestOf(pools);
  const figures = [
    ["Services with an address", count(services), ` of ${count(services + waiting)}`, waiting > 0],
    ["Addresses announced", count(announced), ` of ${count(addresses.length)}`, announced < addresses.length],
    ["Nodes announcing", count(live), ` of ${count(nodes.length)}`, live < nodes.length],
    ["Fullest pool", fullest.percent, fullest.name, fullest.share >= 0.8],
  ];
  const shown = figures.map(([title, figure, rest, isOdd]) =>
    element(isOdd ? "div.odd" : "div", {}, element("dt", {}, title), element("dd", {}, element("b", {}, figure), rest))
  );
  const place = byId("summary");
  if (place.textContent !== shown.map((each) => each.textContent).join("")) place.replaceChildren(...shown);
  byId("calm").hidden = pending.length + conflicts.length + faults.length > 0;
  setText(byId("balance"), balanceOf(nodes));
  byId("bgp").hidden = sessions.length === 0;
  setText(
    byId("sessions-up"),
    `${count(sessions.filter(({ isUp }) => isUp).length)} of ${plural(sessions.length, "session")} up`,
  );
  document.title = pending.length + conflicts.length === 0
    ? "Arpeggio"
    : `(${pending.length + conflicts.length}) Arpeggio`;
}

function fullestOf(pools) {
  let fullest = { percent: "–", name: "", share: 0 };
  for (const { name, usage } of pools) {
    for (const { assigned, available } of usage) {
      const share = assigned / (assigned + available);
      if (fullest.name === "" || share > fullest.share) {
        fullest = { percent: percent(assigned, assigned + available), name: ` ${name}`, share };
      }
    }
  }
  return fullest;
}

/** Two more than its share is what the controller itself would move. */
function balanceOf(nodes) {
  const over = nodes.filter(({ owned, share }) => owned - share >= 2);
  if (nodes.length < 2) return "";
  return over.length === 0 ? "balanced" : `${plural(over.length, "node")} with more than a fair share`;
}

/** Whether the controller asked is the one that decides. */
export function showStanding({ leads, leader, namespace }) {
  const place = byId("standing");
  place.hidden = leads;
  const pod = leader?.replace(/_[^_]*$/, "");
  setText(
    place,
    leader === undefined || leader === ""
      ? "This controller stands by, and at the moment nobody leads."
      : `This controller stands by and looks on: ${pod} leads, in namespace ${namespace}.`,
  );
}
