import assert from "node:assert/strict";
import fc from "fast-check";
import { bgpStandingText } from "../../../../functions/model/announcing/bgp_standing.ts";
import type { BGPPeer } from "../../../../functions/model/crds.ts";
import { entriesIn, pagesWith, patchedPages } from "../../../../functions/model/history/book.ts";
import { entryFrom, type HistoryEntry, lineOf } from "../../../../functions/model/history/entry.ts";
import { joined, lookAtSessions, sessionNews } from "../../../../functions/model/history/sessions.ts";
import type { Lease } from "../../../../functions/model/kubernetes.ts";
import { annotationBGP } from "../../../../functions/model/names.ts";

const now = Date.parse("2026-11-30T03:00:00Z");

interface Told {
  readonly sessions?: readonly string[];
  readonly awaited?: readonly string[];
  readonly lost?: Readonly<Record<string, string>>;
}

/** The Lease of node `a`. */
function lease(told: Told | undefined, age = 1_000): Lease {
  const standing = { sessions: [], withheld: [], problems: [], awaited: [], ...told };
  const annotations = told === undefined ? {} : { [annotationBGP]: bgpStandingText(standing) };
  return {
    apiVersion: "coordination.k8s.io/v1",
    kind: "Lease",
    metadata: { name: "announcer-a", labels: { "arpeggio.dev/node": "a" }, annotations },
    spec: { holderIdentity: "a", renewTime: new Date(now - age).toISOString() },
  };
}

const tor: BGPPeer = {
  apiVersion: "metallb.io/v1beta2",
  kind: "BGPPeer",
  metadata: { name: "tor" },
  spec: { myASN: 64512, peerASN: 64513, peerAddress: "192.0.2.1" },
};

const had = { up: new Map([["tor", new Set(["a"])]]) };
const rows: readonly {
  readonly name: string;
  readonly leases: readonly Lease[];
  readonly peers?: readonly BGPPeer[];
  readonly followedSince?: number;
  readonly want: string;
}[] = [
  { name: "it is still up", leases: [lease({ sessions: ["tor"] })], want: "" },
  {
    name: "FRR has lost it",
    leases: [lease({ lost: { tor: "FRR: BFD down received" } })],
    want: "session-down tor a FRR: BFD down received",
  },
  { name: "an older announcer has lost it and reports no cause", leases: [lease({})], want: "session-down tor a" },
  {
    name: "its announcer restarts",
    leases: [lease({ awaited: ["tor"] })],
    want: "session-down tor a the node's announcer has stopped or restarted",
  },
  {
    name: "its Lease has run out",
    leases: [lease({ sessions: ["tor"] }, 60_000)],
    want: "session-down tor a the node's announcer has no valid Lease: the node or its announcer has failed",
  },
  {
    name: "its Lease may yet be renewed",
    leases: [lease({ sessions: ["tor"] }, 60_000)],
    followedSince: now - 5_000,
    want: "",
  },
  {
    name: "its Lease is deleted",
    leases: [],
    want: "session-down tor a the node's announcer has no valid Lease: the node or its announcer has failed",
  },
  {
    name: "its announcer runs without BGP now",
    leases: [lease(undefined)],
    want: "session-down tor a the node's announcer does not speak BGP any more",
  },
  { name: "the peer is deleted", leases: [lease({})], peers: [], want: "session-down tor a the BGPPeer was deleted" },
  {
    name: "it is up with another peer too",
    leases: [lease({ sessions: ["other", "tor"] })],
    want: "session-up other a",
  },
];

Deno.test.each(rows)("the history of a session: $name", ({ leases, peers = [tor], followedSince = 0, want }) => {
  const look = lookAtSessions({ leases, bgpPeers: peers, now, followedSince });
  const told = sessionNews(had, look, now).map(({ what, subjects, nodes = [], note = "" }) =>
    `${what} ${subjects} ${nodes} ${note}`.trim()
  );
  assert.equal(told.join("\n"), want);
});

const name = fc.stringMatching(/^[a-z][a-z0-9.-]{0,20}$/);
const entries = fc.record({
  at: fc.integer({ min: 0, max: now }),
  what: fc.constantFrom("session-up", "session-down"),
  nodes: fc.uniqueArray(name, { minLength: 1, maxLength: 5 }),
  subjects: fc.tuple(name),
}, { noNullPrototype: true });

Deno.test("an entry of sessions is the same after writing it to a line and reading the line", () => {
  fc.assert(fc.property(entries, (entry) => assert.deepEqual(entryFrom(lineOf(entry)), entry)));
});

Deno.test("an entry of thousands of nodes is divided into lines, and no node is lost", () => {
  const nodes = Array.from({ length: 1_200 }, (_, index) => `node-${index}`);
  const entry: HistoryEntry = {
    at: now,
    what: "session-down",
    subjects: ["tor"],
    nodes,
    note: "FRR: Peer closed the session",
  };
  const read = entriesIn({
    apiVersion: "v1",
    kind: "ConfigMap",
    metadata: { name: "h" },
    data: patchedPages({}, pagesWith({}, [entry], now)),
  });
  assert.deepEqual(read.flatMap((each) => each.nodes), nodes);
  assert.deepEqual(new Set(read.map(({ note }) => note)), new Set([entry.note]));
});

const down: HistoryEntry = { at: now, what: "session-down", subjects: ["tor"], nodes: ["a"], note: "x" };
const joins: readonly { readonly name: string; readonly next: HistoryEntry; readonly lines: number }[] = [
  { name: "another node, for the same reason", next: { ...down, at: now + 9_000, nodes: ["b"] }, lines: 1 },
  { name: "another node, for another reason", next: { ...down, nodes: ["b"], note: "y" }, lines: 2 },
  { name: "another peer", next: { ...down, subjects: ["other"] }, lines: 2 },
  { name: "much later", next: { ...down, at: now + 11_000, nodes: ["b"] }, lines: 2 },
  { name: "up again", next: { at: now, what: "session-up", subjects: ["tor"], nodes: ["a"] }, lines: 2 },
];

Deno.test.each(joins)("entries of one incident become one: $name", ({ next, lines }) => {
  const all = joined([down], [next]);
  assert.equal(all.length, lines);
  if (lines === 1) assert.deepEqual(all[0]?.nodes, ["a", "b"]);
});

Deno.test("a renewal of a Lease is no news; a new report, an expiry and a renewal after it are", () => {
  const look = (leases: readonly Lease[], at: number, before?: ReturnType<typeof lookAtSessions>) =>
    lookAtSessions({ leases, bgpPeers: [tor], now: at, followedSince: 0 }, before);
  const first = look([lease({ sessions: ["tor"] })], now);
  const renewed = look([lease({ sessions: ["tor"] }, 500)], now + 10_000, first);
  assert.equal(renewed.up, first.up);
  assert.equal(look([lease({})], now + 11_000, renewed).up.size, 0);
  const expired = look(renewed.leases, now + 60_000, renewed);
  assert.equal(expired.up.size, 0);
  assert.equal(look([lease({ sessions: ["tor"] }, -60_000)], now + 61_000, expired).up.size, 1);
});
