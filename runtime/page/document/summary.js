/**
 * The top of the page: the figures, the balance, and the leader.
 *
 * @module
 */

import { byId, element, setText } from "./element.js";
import { showTitle } from "./title.js";
import { count, now, percent, plural, span } from "./words.js";

export function showSummary({ pools, nodes, addresses, troubles, pending, conflicts, faults, sessions }) {
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
  byId("calm").hidden = troubles.length + pending.length + conflicts.length + faults.length > 0;
  setText(byId("balance"), balanceOf(nodes));
  byId("bgp").hidden = sessions.length === 0;
  setText(
    byId("sessions-up"),
    `${count(sessions.filter(({ isUp }) => isUp).length)} of ${plural(sessions.length, "session")} up`,
  );
  byId("first").hidden = pools.length > 0 || addresses.length > 0;
  showTitle({ troubles: troubles.length + pending.length + conflicts.length + faults.length });
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

/**
 * Counts the nodes that own at least two addresses more than their share. The controller moves such a surplus to other
 * nodes if it can.
 */
function balanceOf(nodes) {
  const over = nodes.filter(({ owned, share }) => owned - share >= 2);
  if (nodes.length < 2) return "";
  return over.length === 0 ? "balanced" : `${plural(over.length, "node")} with more than a fair share`;
}

/**
 * Shows old data in grey, with its age and the reason. With old data, the page never says that nothing needs attention
 * now.
 *
 * @param stale the time of the data (`asOf`, by the server's clock) and the `reason`; undefined if the data is up to
 * date
 */
export function showStaleness(stale) {
  const isOld = stale !== undefined;
  const place = byId("stale");
  place.hidden = !isOld;
  document.body.classList.toggle("old", isOld);
  if (isOld) setText(place, `This is how it was ${span(now() - stale.asOf)} ago. ${stale.reason}`);
  setText(byId("calm"), isOld ? "Nothing needed attention then." : "Nothing needs attention.");
  showTitle({ isOld });
}

/** Shows the cluster and the version, and a note if this controller is not the leader. */
export function showStanding({ leads, leader, namespace, cluster, version }) {
  setText(byId("place"), [cluster, `namespace ${namespace}`, version].filter((each) => each !== undefined).join(" · "));
  const place = byId("standing");
  place.hidden = leads;
  const pod = leader?.replace(/_[^_]*$/, "");
  setText(
    place,
    leader === undefined || leader === ""
      ? "This controller stands by, and no controller leads at the moment."
      : `This controller stands by: ${pod} leads, in namespace ${namespace}.`,
  );
}
