/**
 * An answer of `arpeggio why` as HTML elements.
 *
 * @module
 */

import { command, mark } from "./cells.js";
import { element } from "./element.js";
import { documentation } from "./published.js";

/** @param explanation an object in the format of `arpeggio why -o json` */
export function explanationParts(explanation) {
  if (explanation.about === "nothing") return [element("p", {}, explanation.message)];
  const { isFine, verdict, state, summary, rule, released, announcer, nextSteps } = explanation;
  const word = verdict?.reason ?? state ?? (isFine ? "well" : "not well");
  const said = verdict?.message ?? summary;
  return [
    element("p.verdict", {}, mark(word, isFine ? "good" : "bad"), ` ${said}`),
    ...[rule, released === undefined ? undefined : `Taken away: ${released}`, announcer].filter((each) =>
      each !== undefined
    )
      .map((each) => element("p", {}, each)),
    ...nextParts(nextSteps),
    ...[...explanation.addresses ?? [], explanation.account].filter((each) => typeof each === "object").flatMap(
      accountParts,
    ),
    ...standings("h3", "Pools", explanation.pools),
    ...standings("h3", "Advertisements", explanation.advertisements?.map(withKind)),
    ...standings("h3", "Sessions", explanation.sessions),
    ...faultParts(explanation.faults),
    ...ownParts(explanation),
    ...(isFine || verdict === undefined ? [] : [documentation(verdict.reason)]),
  ];
}

function nextParts(nextSteps = []) {
  if (nextSteps.length === 0) return [];
  const steps = nextSteps.map(({ text, command: line }) =>
    element("li", {}, text, ...(line === undefined ? [] : [command(line)]))
  );
  return [element("h3", {}, "What helps"), element("ul", {}, ...steps)];
}

function accountParts({
  address,
  services,
  status,
  reason,
  message,
  conflict,
  sharing,
  nodes,
  bgpNodes,
  advertisements,
}) {
  return [
    element("h3", {}, "Address ", element("a", { href: `#of=${encodeURIComponent(`address/${address}`)}` }, address)),
    element("p", {}, mark(reason, status === "True" ? "good" : status === "Unknown" ? "quiet" : "bad"), ` ${message}`),
    ...(conflict === undefined ? [] : [element("p", {}, mark(conflict.reason, "bad"), ` ${conflict.message}`)]),
    ...(services.length > 1 ? [element("p", {}, `Shared by ${some(services)}`)] : []),
    ...(sharing === undefined ? [] : [element("p", {}, `Load sharing: ${sharing.state}: ${sharing.message}`)]),
    ...(status === "True" ? [] : [documentation(reason)]),
    ...standings("h4", "Advertisements", advertisements.map(withKind)),
    ...standings("h4", "Nodes", nodes),
    ...standings("h4", "Nodes that speak BGP", bgpNodes),
  ];
}

function withKind({ kind, name, ...standing }) {
  return { name: `${kind} ${name}`, ...standing };
}

const mostStandings = 50;

function standings(level, title, list = []) {
  if (list.length === 0) return [];
  const items = list.slice(0, mostStandings).map(({ name, standing, message }) =>
    element("li", {}, element("b", {}, name), ` ${standing}${message === "" ? "" : `: ${message}`}`)
  );
  const more = list.length - items.length;
  return [
    element(level, {}, title),
    element("ul", {}, ...items, ...(more > 0 ? [element("li", {}, `and ${more} more; the command lists all.`)] : [])),
  ];
}

/** @param isNamed returns true for an object that the line of its fault names */
export function faultParts(faults = [], isNamed = ({ kind }) => kind === "VirtualIP") {
  if (faults.length === 0) return [];
  return [
    element("h3", {}, "Faults"),
    element(
      "ul",
      {},
      ...faults.map(({ object, field, message }) => {
        const { kind, namespace, name } = object;
        const whose = isNamed(object) ? `${kind} ${kind === "Service" ? `${namespace}/${name}` : name}: ` : "";
        return element("li", {}, whose, element("code", {}, field), ` ${message}`);
      }),
    ),
  ];
}

/** For nodes and pools: the addresses and Services that belong to them. */
function ownParts({ owns, standsBy, unserved, services, ranges, about }) {
  const lists = [["Announces", owns], ["Stands by for", standsBy], ["Serves no endpoint of", unserved]];
  return [
    ...lists.filter(([, list]) => list !== undefined && list.length > 0)
      .flatMap(([title, list]) => [element("h3", {}, title), element("p", {}, some(list))]),
    ...(ranges === undefined ? [] : [element("h3", {}, "Ranges"), element("p", {}, ranges.join(", "))]),
    ...(about === "pool" && services.length > 0
      ? [
        element("h3", {}, "Services"),
        element("p", {}, some(services.map(({ service, addresses }) => `${service} ${addresses.join(" and ")}`))),
      ]
      : []),
  ];
}

function some(list) {
  return list.length > mostStandings
    ? `${list.slice(0, mostStandings).join(", ")} and ${list.length - mostStandings} more`
    : list.join(", ");
}
