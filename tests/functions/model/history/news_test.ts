import assert from "node:assert/strict";
import type { VirtualIP } from "../../../../functions/model/crds.ts";
import type { HistoryEntry } from "../../../../functions/model/history/entry.ts";
import { type Look, newsOf } from "../../../../functions/model/history/news.ts";
import { pastOf } from "../../../../functions/model/history/past.ts";
import { type Held, start, virtualIP } from "../../page/held_address.ts";

type World = Readonly<Record<string, Held & { readonly takenFrom?: string; readonly conflict?: string }>>;

function virtualIPsOf(world: World): readonly VirtualIP[] {
  return Object.entries(world).map(([address, { takenFrom, conflict, ...held }]) => {
    const made = virtualIP(address, held);
    const conditions = conflict === undefined ? [] : [
      {
        type: "Conflict",
        status: "True",
        reason: "Defended",
        message: conflict,
        lastTransitionTime: new Date(start + 5_000).toISOString(),
      } as const,
    ];
    return { ...made, status: { ...made.status, conditions, ...(takenFrom !== undefined && { takenFrom }) } };
  });
}

const now = start + 600_000;

/**
 * The history that a controller writes while it observes these worlds. The first world is the one that it finds at its
 * start.
 */
function told(worlds: readonly World[], known: readonly HistoryEntry[] = []): readonly HistoryEntry[] {
  let entries = known;
  let before: Look["before"];
  const sessions = {
    up: new Map(),
    whyDown: () => undefined,
    leases: [],
    gone: new Set<string>(),
    changesAt: Infinity,
  };
  for (const world of worlds) {
    const virtualIPs = virtualIPsOf(world);
    entries = [...entries, ...newsOf(pastOf(entries), { now, before, virtualIPs, sessions, allocations: [] })];
    before = { virtualIPs, sessions };
  }
  return entries.slice(known.length);
}

const here: World = { "10.0.0.1": { node: "a" }, "10.0.0.2": { node: "a" } };
const dead: World = {
  "10.0.0.1": { node: "b", since: 60, silentSince: 59.7, takenFrom: "a" },
  "10.0.0.2": { node: "b", since: 60.2, silentSince: 59.7, takenFrom: "a" },
};
const takeover: HistoryEntry = {
  at: start + 60_000,
  what: "takeover",
  from: "a",
  to: "b",
  silentMs: 500,
  subjects: ["10.0.0.1", "10.0.0.2"],
};
const before: HistoryEntry = { at: start - 1_000, what: "exhausted-over", subjects: ["default/web"] };

Deno.test.each([
  { name: "the state at a controller's first start gives no entry", worlds: [dead], known: [], want: [] },
  { name: "all that a dead node lost within a second is one entry", worlds: [here, dead], known: [], want: [takeover] },
  {
    name: "a takeover while no controller ran is found in the status",
    worlds: [dead],
    known: [before],
    want: [takeover],
  },
  {
    name: "an event that is recorded already is not recorded again",
    worlds: [dead],
    known: [before, takeover],
    want: [],
  },
  {
    name: "a planned move while no controller ran is found if the history names the previous node",
    worlds: [{ "10.0.0.1": { node: "c", since: 90, revision: 2 } }],
    known: [takeover],
    want: [{ at: start + 90_000, what: "move", from: "b", to: "c", subjects: ["10.0.0.1"] }],
  },
  {
    name: "a planned move is not a takeover",
    worlds: [here, { ...here, "10.0.0.1": { node: "b", since: 60, revision: 2 } }],
    known: [],
    want: [{ at: start + 60_000, what: "move", from: "a", to: "b", subjects: ["10.0.0.1"] }],
  },
  {
    name: "an address that no node held between two holders gives no entry",
    worlds: [here, { "10.0.0.1": {} }, { "10.0.0.1": { node: "b", since: 60 } }],
    known: [],
    want: [],
  },
  {
    name: "a conflict has a beginning and an end",
    worlds: [{ "10.0.0.1": { node: "a", conflict: "02:66 on eth0" } }, { "10.0.0.1": { node: "a" } }],
    known: [],
    want: [
      { at: start + 5_000, what: "conflict", subjects: ["10.0.0.1"], note: "02:66 on eth0" },
      { at: now, what: "conflict-over", subjects: ["10.0.0.1"] },
    ],
  },
])("history: $name", ({ worlds, known, want }) => {
  assert.deepEqual(told(worlds, known), want);
});
