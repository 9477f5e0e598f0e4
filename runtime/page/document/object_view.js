/**
 * The view of one object: the reasons for its state, its history, and the next steps. The answers are those of
 * `arpeggio why` and `arpeggio whatif`; they are requested again after each event that changes a table.
 *
 * @module
 */

import { look, lookedAt, watchAddress } from "./address.js";
import { ago, command, mark } from "./cells.js";
import { byId, element, setText } from "./element.js";
import { explanationParts, faultParts } from "./explanation.js";
import { happeningWords } from "./tables.js";
import { showTitle } from "./title.js";
import { count } from "./words.js";

let shown;
let rowsNow = unread;
let asked = 0;

function unread() {
  return undefined;
}

/** @param rows returns the rows of all tables, by table; undefined before the cluster has been read */
export function startView(rows) {
  rowsNow = rows;
  watchAddress(showView);
  showView();
}

/** Shows the object that the page's URL names, or all tables if it names none. */
export function showView() {
  const { of } = lookedAt();
  byId("overview").hidden = of !== "";
  byId("view").hidden = of === "";
  if (of !== shown) {
    byId("view-body").replaceChildren();
    setText(byId("view-title"), titleOf(of));
    if (of !== "") byId("view").focus();
  }
  shown = of;
  showTitle({ view: of === "" ? "" : titleOf(of) });
  if (of !== "") void refresh(of);
}

export async function refresh(of = shown) {
  if (of === undefined || of === "") return;
  const [about, ...rest] = of.split("/");
  const number = ++asked;
  const parts = about === "whatif" ? await whatifParts(rest) : await whyParts(of, about);
  if (number !== asked || of !== shown) return;
  const body = byId("view-body");
  const text = parts.map((part) => part.textContent).join("\n");
  // If the text is the same, the elements are kept, so that the keyboard focus is kept too.
  if (body.dataset.text === text && body.childElementCount > 0) return;
  body.dataset.text = text;
  body.replaceChildren(...parts);
}

function titleOf(of) {
  const [about, ...rest] = of.split("/");
  if (about === "whatif") return "What if";
  return `${{ service: "Service", address: "Address", node: "Node", pool: "Pool", peer: "Peer" }[about] ?? ""} ${
    rest.join("/")
  }`.trim();
}

async function answer(path) {
  try {
    const response = await fetch(path);
    if (response.ok) return await response.json();
    return { trouble: await response.text() };
  } catch {
    return { trouble: "The controller does not answer." };
  }
}

async function whyParts(of, about) {
  const { explanation, timeline, trouble } = await answer(
    `api/v1/why/${of.split("/").map(encodeURIComponent).join("/")}`,
  );
  if (trouble !== undefined) return [element("p", {}, trouble)];
  const name = of.slice(of.indexOf("/") + 1);
  const subject = `${["node", "pool", "peer"].includes(about) ? `${about}/` : ""}${name}`;
  return [
    ...explanationParts(explanation),
    ...timelineParts(timeline),
    element("h3", {}, "The same in a terminal"),
    command(`arpeggio why ${subject}`),
    command(`arpeggio history ${subject}`),
    ...(about === "service" ? [command(eventsCommand(name))] : []),
    ...(about === "peer" ? [command(`kubectl describe bgppeers.metallb.io --all-namespaces ${name}`)] : []),
    ...(about === "node" ? [whatifLink(name)] : []),
  ];
}

function eventsCommand(key) {
  const [namespace, name] = key.split("/");
  return `kubectl events --namespace ${namespace} --for service/${name}`;
}

function whatifLink(node) {
  return element(
    "p",
    {},
    element("a", { href: `#of=${encodeURIComponent(`whatif/${node}/-`)}` }, `What if ${node} goes down?`),
  );
}

function timelineParts(timeline) {
  const items = timeline.map(({ at, what, from, to, silentMs, note, ...row }) => {
    const [word, tone] = happeningWords[what];
    const path = row.nodes !== undefined
      ? ` ${row.subjects.join(", ")} – ${someNodes(row)}`
      : from === undefined
      ? ""
      : ` ${from} → ${to.map(({ node }) => node).join(", ")}`;
    const silence = silentMs === undefined ? "" : `, silent for ${(silentMs / 1000).toFixed(2)} s`;
    return element(
      "li",
      {},
      ago(at),
      " ago: ",
      mark(word, tone),
      `${path}${silence}${note === undefined ? "" : `: ${note}`}`,
    );
  });
  const list = items.length === 0 ? element("p.empty", {}, "Nothing is recorded.") : element("ul", {}, ...items);
  return [element("h3", {}, "History"), list];
}

function someNodes({ nodes, nodeCount }) {
  const more = nodeCount - nodes.length;
  return `${nodes.join(", ")}${more === 0 ? "" : ` and ${count(more)} more`}`;
}

function stillReading() {
  return element("p", {}, "Reading the cluster…");
}

async function whatifParts([down = "-", drain = "-"]) {
  const rows = rowsNow();
  if (rows === undefined) return [stillReading()];
  const { nodes } = rows;
  const chosen = { down: listOf(down), drain: listOf(drain) };
  const box = (kind, node) =>
    element(
      "label",
      {},
      element("input", {
        type: "checkbox",
        checked: chosen[kind].includes(node),
        change: ({ target }) => {
          const next = {
            ...chosen,
            [kind]: chosen[kind].filter((each) => each !== node).concat(target.checked ? [node] : []),
          };
          look({ of: `whatif/${next.down.join(",") || "-"}/${next.drain.join(",") || "-"}` }, { isStep: true });
          showView();
        },
      }),
      ` ${kind === "down" ? "goes down" : "is drained"}`,
    );
  const choices = element(
    "fieldset",
    {},
    element("legend", {}, "Nodes"),
    element(
      "ul.choices",
      {},
      ...nodes.map(({ name }) => element("li", {}, element("b", {}, name), " ", box("down", name), box("drain", name))),
    ),
  );
  const flags = [...chosen.down.map((node) => `--down ${node}`), ...chosen.drain.map((node) => `--drain ${node}`)];
  if (flags.length === 0) return [choices, element("p", {}, "Tick a node. Nothing is written.")];
  const { summary, changes = [], faults = [], trouble } = await answer(
    `api/v1/whatif/${encodeURIComponent(down)}/${encodeURIComponent(drain)}`,
  );
  if (trouble !== undefined) return [choices, element("p", {}, trouble)];
  const lines = changes.slice(0, mostChanges).map(({ what, subject, services = [], now, then, why }) =>
    element(
      "li",
      {},
      element("b", {}, subject),
      `${inBrackets(services)} ${what}: ${now || "–"} → ${then || "–"}; ${why}`,
    )
  );
  const more = changes.length - lines.length;
  return [
    choices,
    element("p", { role: "status" }, summary),
    element("ul", {}, ...lines),
    ...(more > 0 ? [element("p", {}, `and ${more} more; the command lists all.`)] : []),
    ...faultParts(faults, () => true),
    command(`arpeggio whatif ${flags.join(" ")}`),
  ];
}

function inBrackets(services) {
  return services.length === 0 ? "" : ` (${services.join(", ")})`;
}

const mostChanges = 200;

function listOf(text) {
  return text === "-" ? [] : text.split(",");
}
