/**
 * The tables of the page and their columns.
 *
 * @module
 */

import { ago, mark, name, names, usageBar } from "./cells.js";
import { element } from "./element.js";
import { count, plural } from "./words.js";

const announcerWords = {
  live: ["live", "good"],
  doubtful: ["late", "warn"],
  gone: ["gone", "bad"],
  none: ["none", "quiet"],
  assumed: ["assumed", "quiet"],
};

const lackWords = { address: "no address", part: "not all", announcement: "not announced" };

export const tables = {
  pending: {
    caption: "Services and addresses that lack something",
    group: alike(),
    columns: [
      { title: "What", cell: ({ subjects }) => someNames(subjects), kind: "main" },
      { title: "Lacks", cell: ({ lacks }) => lackWords[lacks] },
      { title: "Reason", cell: ({ reason }) => mark(reason, reason === "Pending" ? "quiet" : "bad") },
      { title: "Why, and what helps", cell: ({ message }) => message, kind: "prose" },
      { title: "For", cell: ({ since }) => ago(since), kind: "number" },
    ],
  },
  conflicts: {
    caption: "Addresses that somebody else uses too",
    columns: [
      { title: "Address", cell: ({ address }) => name(address), kind: "main" },
      { title: "Services", cell: ({ services }) => names(services) },
      { title: "Reason", cell: ({ reason }) => mark(reason, "bad") },
      { title: "Why, and what helps", cell: ({ message }) => message, kind: "prose" },
      { title: "For", cell: ({ since }) => ago(since), kind: "number" },
    ],
  },
  faults: {
    caption: "Faults in the configuration",
    columns: [
      { title: "Object", cell: ({ object }) => kindAndName(object), kind: "main" },
      { title: "Field", cell: ({ field }) => element("code", {}, field) },
      { title: "Reason", cell: ({ reason, severity }) => mark(reason, severity === "error" ? "bad" : "warn") },
      { title: "Why, and what helps", cell: ({ message }) => message, kind: "prose" },
    ],
  },
  pools: {
    caption: "Pools",
    whenEmpty: "There is no IPAddressPool.",
    columns: [
      {
        title: "Pool",
        kind: "main",
        cell: (pool) => [name(pool.name), element("span.ranges", {}, pool.ranges.join(", "))],
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
    whenEmpty: "There is no node.",
    columns: [
      { title: "Node", cell: ({ name: node }) => name(node), value: (row) => row.name, kind: "main" },
      {
        title: "Announcer",
        cell: ({ announcer }) => mark(...announcerWords[announcer]),
        value: (row) => row.announcer,
      },
      { title: "Up", cell: ({ upSince }) => ago(upSince), value: (row) => -(row.upSince ?? 0), kind: "number" },
      { title: "Owns", cell: ({ owned }) => count(owned), value: (row) => -row.owned, kind: "number" },
      { title: "Fair share", cell: ({ share }) => String(share), value: (row) => -row.share, kind: "number" },
      { title: "Stands by", cell: ({ standby }) => count(standby), value: (row) => -row.standby, kind: "number" },
    ],
  },
  failovers: {
    caption: "Failovers",
    whenEmpty: "None.",
    columns: [
      { title: "Ago", cell: ({ at }) => ago(at), value: (row) => -row.at, kind: "number" },
      { title: "From", cell: ({ from }) => name(from), kind: "main" },
      {
        title: "To",
        cell: ({ to }) => to.flatMap(({ node }, index) => index === 0 ? [name(node)] : [", ", name(node)]),
      },
      { title: "Addresses", cell: movedAddresses },
      { title: "Silent for", cell: silence, value: (row) => -(row.silentMs ?? -1), kind: "number" },
      { title: "Why", cell: ({ planned }) => planned ? "moved by the plan" : "taken over" },
    ],
  },
  sessions: {
    caption: "Sessions with BGP peers",
    columns: [
      { title: "Peer", cell: ({ peer }) => name(peer), value: (row) => row.key, kind: "main" },
      { title: "Router", cell: ({ router }) => router, value: (row) => row.router },
      { title: "Node", cell: ({ node }) => name(node), value: (row) => row.node },
      {
        title: "Session",
        cell: ({ isUp }) => isUp ? mark("up", "good") : mark("down", "bad"),
        value: (row) => row.isUp ? 1 : 0,
      },
      { title: "What is wrong", cell: ({ problems }) => problems.join("; ") || "–", kind: "prose" },
    ],
  },
  addresses: {
    caption: "Addresses",
    whenEmpty: "No address fits.",
    columns: [
      { title: "Address", cell: ({ address }) => address, value: (row) => row.address, kind: "main" },
      { title: "Services", cell: ({ services }) => names(services), value: (row) => row.services.join() },
      { title: "Pool", cell: ({ pool }) => pool === undefined ? "–" : name(pool), value: (row) => row.pool },
      { title: "State", cell: ({ state }) => mark(state, toneOf(state)), value: (row) => row.state },
      { title: "Owner", cell: owner, value: (row) => row.owner },
      { title: "Standby", cell: ({ standbys }) => names(standbys), value: (row) => row.standbys.join() },
      { title: "Held for", cell: ({ since }) => ago(since), value: (row) => -(row.since ?? 0), kind: "number" },
      { title: "Age", cell: ({ created }) => ago(created), value: (row) => -(row.created ?? 0), kind: "number" },
    ],
  },
};

/** Rows of which the same is said become one; the same one for as long as the same rows are in it. */
function alike() {
  let known = new Map();
  return (rows) => {
    const groups = Map.groupBy(rows, ({ lacks, reason, message }) => `${lacks} ${reason} ${message}`);
    const made = [...groups].map(([key, members]) => {
      const before = known.get(key);
      const isSame = before?.members.length === members.length &&
        members.every((each, at) => before.members[at] === each);
      if (isSame) return before;
      const since = Math.min(...members.map((each) => each.since ?? Infinity));
      const subjects = members.map(({ subject }) => subject);
      return { ...members[0], key, members, subjects, since: since === Infinity ? undefined : since };
    });
    known = new Map(made.map((each) => [each.key, each]));
    return made;
  };
}

function kindAndName(object) {
  const [kind, key] = object.split(" ");
  return [name(key), element("small.kind", {}, kind)];
}

/** The first few, and how many more. */
function someNames(list) {
  const first = list.slice(0, 4).flatMap((each, index) => index === 0 ? [name(each)] : [element("br"), name(each)]);
  return list.length <= 4 ? first : [...first, element("small.kind", {}, `and ${count(list.length - 4)} more`)];
}

function movedAddresses({ to, examples }) {
  const moved = to.reduce((sum, { addresses }) => sum + addresses, 0);
  const shown = moved > examples.length ? `${examples.join(", ")}, …` : examples.join(", ");
  return [`${count(moved)} `, element("small", {}, shown)];
}

/** From the last sign of life of the one node to the first of the other. */
function silence({ silentMs, planned }) {
  if (silentMs === undefined) return planned ? "no time" : "–";
  return mark(`${(silentMs / 1000).toFixed(2)} s`, silentMs <= 1_000 ? "good" : silentMs <= 5_000 ? "warn" : "bad");
}

function owner({ owner, interfaces, speakers = [] }) {
  const byBGP = speakers.length === 0 ? [] : [element("small", {}, `BGP from ${plural(speakers.length, "node")}`)];
  if (owner === undefined) return byBGP.length === 0 ? "–" : byBGP;
  if (byBGP.length > 0) return [name(owner), ", ", byBGP];
  return interfaces === undefined ? name(owner) : [name(owner), element("small", {}, ` ${interfaces.join(", ")}`)];
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
