/**
 * The tables of the page and their columns.
 *
 * @module
 */

import { alike } from "./alike.js";
import { ago, mark, name, named, names, usageBar, why } from "./cells.js";
import { element } from "./element.js";
import { count, plural } from "./words.js";

const announcerWords = {
  live: ["live", "good"],
  silent: ["silent", "bad"],
  doubtful: ["late", "warn"],
  unheard: ["unheard, like all others", "warn"],
  unreadable: ["unknown", "bad"],
  gone: ["gone", "bad"],
  none: ["none", "quiet"],
  assumed: ["assumed", "quiet"],
};

export const happeningWords = {
  takeover: ["taken over", "warn"],
  move: ["moved by the plan", "quiet"],
  conflict: ["conflict", "bad"],
  "conflict-over": ["conflict over", "good"],
  exhausted: ["no free address", "bad"],
  "exhausted-over": ["free address found", "good"],
  "session-up": ["session up", "good"],
  "session-down": ["session down", "bad"],
};

const lackWords = {
  address: "no address",
  part: "not all",
  announcement: "not announced",
  protocol: "not by both protocols",
};

export const tables = {
  troubles: {
    caption: "Risks for announced addresses",
    group: alike(),
    columns: [
      { title: "What", cell: ({ subjects }) => someNames(subjects), kind: "main" },
      { title: "Reason", cell: ({ reason }) => mark(reason, reason === "NodeSilent" ? "bad" : "warn") },
      { title: "Explanation and cure", cell: ({ message }) => message, kind: "prose" },
      { title: "For", cell: ({ since }) => ago(since), kind: "number" },
    ],
  },
  pending: {
    caption: "Services and addresses with a problem",
    group: alike(),
    columns: [
      { title: "What", cell: ({ subjects }) => someNames(subjects), kind: "main" },
      { title: "Lacks", cell: ({ lacks }) => lackWords[lacks] },
      { title: "Reason", cell: ({ reason }) => mark(reason, reason === "Pending" ? "quiet" : "bad") },
      { title: "Explanation and cure", cell: ({ message }) => message, kind: "prose" },
      { title: "For", cell: ({ since }) => ago(since), kind: "number" },
    ],
  },
  conflicts: {
    caption: "Addresses in conflict",
    columns: [
      { title: "Address", cell: ({ address }) => name(address), kind: "main.address" },
      { title: "Services", cell: ({ services }) => names(services) },
      { title: "Reason", cell: ({ reason }) => mark(reason, "bad") },
      { title: "Explanation and cure", cell: ({ message }) => message, kind: "prose" },
      { title: "For", cell: ({ since }) => ago(since), kind: "number" },
    ],
  },
  faults: {
    caption: "Faults in the configuration",
    columns: [
      { title: "Object", cell: ({ object }) => kindAndName(object), kind: "main" },
      { title: "Field", cell: ({ field }) => element("code", {}, field) },
      { title: "Reason", cell: ({ reason, severity }) => mark(reason, severity === "error" ? "bad" : "warn") },
      { title: "Explanation and cure", cell: ({ message }) => message, kind: "prose" },
    ],
  },
  pools: {
    caption: "Pools",
    whenEmpty: "There is no IPAddressPool yet.",
    columns: [
      {
        title: "Pool",
        kind: "main",
        cell: (pool) => [...named("pool", pool.name), element("span.ranges", {}, pool.ranges.join(", "))],
      },
      {
        title: "In use",
        cell: (pool) => pool.invalid === undefined ? pool.usage.map(usageBar) : mark("invalid", "bad"),
      },
      { title: "Full in", cell: fullIn, kind: "number" },
    ],
  },
  nodes: {
    caption: "Nodes",
    whenEmpty: "The cluster has no Node object.",
    columns: [
      { title: "Node", cell: ({ name: node }) => named("node", node), value: (row) => row.name, kind: "main" },
      {
        title: "Announcer",
        cell: ({ announcer }) => mark(...announcerWords[announcer]),
        value: (row) => row.announcer,
      },
      { title: "Up", cell: ({ upSince }) => ago(upSince), value: (row) => -(row.upSince ?? 0), kind: "number" },
      { title: "Announces", cell: ({ announces }) => count(announces), value: (row) => -row.announces, kind: "number" },
      { title: "Fair share", cell: ({ share }) => String(share), value: (row) => -row.share, kind: "number" },
      { title: "Stands by", cell: ({ standby }) => count(standby), value: (row) => -row.standby, kind: "number" },
    ],
  },
  timeline: {
    caption: "History",
    whenEmpty: "Nothing so far.",
    columns: [
      { title: "Ago", cell: ({ at }) => ago(at), value: (row) => -row.at, kind: "number" },
      { title: "What", cell: ({ what }) => mark(...happeningWords[what]), value: (row) => row.what },
      { title: "Of", cell: happenedTo, kind: "main" },
      {
        title: "From",
        cell: (row) => row.what === "session-down" ? nodesOf(row) : row.from === undefined ? "–" : name(row.from),
        value: (row) => row.from ?? "",
      },
      {
        title: "To",
        cell: (row) => row.what === "session-up" ? nodesOf(row) : names(row.to.map(({ node }) => node)),
      },
      { title: "Silent for", cell: silence, value: (row) => -(row.silentMs ?? -1), kind: "number" },
    ],
  },
  sessions: {
    caption: "Sessions with BGP peers",
    columns: [
      { title: "Peer", cell: ({ peer }) => named("peer", peer), value: (row) => row.key, kind: "main" },
      { title: "Router", cell: ({ router }) => router, value: (row) => row.router },
      { title: "Node", cell: ({ node }) => name(node), value: (row) => row.node },
      {
        title: "Session",
        cell: ({ isUp }) => isUp ? mark("up", "good") : mark("down", "bad"),
        value: (row) => row.isUp ? 1 : 0,
      },
      { title: "Problem", cell: ({ problems }) => problems.join("; ") || "–", kind: "prose" },
    ],
  },
  addresses: {
    caption: "Addresses",
    whenEmpty: "No Service has an address yet.",
    columns: [
      {
        title: "Address",
        cell: ({ address }) => [element("span.whole", {}, address), why("address", address)],
        value: (row) => row.address,
        kind: "main.address",
      },
      { title: "Services", cell: ({ services }) => withWhy(services), value: (row) => row.services.join() },
      { title: "Pool", cell: ({ pool }) => pool === undefined ? "–" : name(pool), value: (row) => row.pool },
      { title: "State", cell: ({ state }) => mark(state, toneOf(state)), value: (row) => row.state },
      { title: "Owner", cell: owner, value: (row) => row.sharers?.join() ?? row.owner },
      { title: "Standby", cell: ({ standbys }) => names(standbys), value: (row) => row.standbys.join() },
      { title: "Held for", cell: ({ since }) => ago(since), value: (row) => -(row.since ?? 0), kind: "number" },
      { title: "Age", cell: ({ created }) => ago(created), value: (row) => -(row.created ?? 0), kind: "number" },
    ],
  },
};

function kindAndName(object) {
  const [kind, key] = object.split(" ");
  return [name(key), element("small.kind", {}, kind)];
}

function withWhy(services) {
  if (services.length === 0) return "–";
  return services.flatMap((each, index) => [index === 0 ? "" : ", ", ...named("service", each)]);
}

/** The name of a subject (a node, an address, a Service or a BGPPeer), and the link to its view. */
function subjectName(subject) {
  const [kind, peer] = subject.split(" ");
  if (peer !== undefined) return [...named("peer", peer), element("small.kind", {}, kind)];
  return named(subject.includes("/") ? "service" : /^[\d.]+$|:/.test(subject) ? "address" : "node", subject);
}

/** The first few names, and the number of the others. */
function someNames(list) {
  const first = list.slice(0, 4).flatMap((each, index) => [
    ...(index === 0 ? [] : [element("br")]),
    ...subjectName(each),
  ]);
  return list.length <= 4 ? first : [...first, element("small.kind", {}, `and ${count(list.length - 4)} more`)];
}

function happenedTo({ count: all, subjects, note }) {
  const shown = all > subjects.length ? `${subjects.join(", ")}, …` : subjects.join(", ");
  const more = all === 1 ? [] : [`${count(all)} `];
  return [...more, element("small", {}, note === undefined ? shown : `${shown}: ${note}`)];
}

function nodesOf({ nodes, nodeCount }) {
  const more = nodeCount === nodes.length ? [] : [` and ${count(nodeCount - nodes.length)} more`];
  return [...names(nodes), ...more];
}

/** The time from the last sign of life of the previous holder until the new holder took the address. */
function silence({ silentMs, what }) {
  if (silentMs === undefined) return what === "move" ? "no time" : "–";
  return mark(`${(silentMs / 1000).toFixed(2)} s`, silentMs <= 1_000 ? "good" : silentMs <= 5_000 ? "warn" : "bad");
}

function owner({ owner, sharers, hosts, interfaces, speakers = [] }) {
  const byBGP = speakers.length === 0 ? [] : [element("small", {}, `BGP from ${plural(speakers.length, "node")}`)];
  if (owner === undefined) return byBGP.length === 0 ? "–" : byBGP;
  const who = sharers === undefined ? name(owner) : sharersWith(sharers, hosts);
  if (byBGP.length > 0) return [who, ", ", byBGP].flat();
  if (sharers !== undefined) return who;
  return interfaces === undefined ? name(owner) : [name(owner), element("small", {}, ` ${interfaces.join(", ")}`)];
}

/** The nodes that share an address, each with the number of its hosts, if they have been counted. */
function sharersWith(sharers, hosts = {}) {
  return sharers.flatMap((node, index) => [
    ...(index === 0 ? [] : [", "]),
    name(node),
    ...(hosts[node] === undefined ? [] : [element("small", {}, ` ${plural(hosts[node], "host")}`)]),
  ]);
}

function toneOf(state) {
  return state === "Announcing" ? "good" : state === "Pending" ? "quiet" : "bad";
}

function fullIn({ trend, invalid, usage }) {
  if (invalid !== undefined || usage.length === 0) return "–";
  if (usage.some(({ available }) => available === 0)) return mark("full", "bad");
  if (trend === undefined) return element("span.quiet", {}, "not soon");
  const days = Math.floor(trend.daysUntilFull);
  const title = `${trend.perDay.toFixed(1)} ${trend.family} addresses a day over ${plural(trend.days, "day")}`;
  const text = days === 0 ? "today" : days > 999 ? "years" : plural(days, "day");
  return element(`span.${days < 7 ? "bad" : days < 30 ? "warn" : "plain"}`, { title }, text);
}
