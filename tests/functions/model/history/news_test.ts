import assert from "node:assert/strict";
import type { VirtualIP } from "../../../../functions/model/crds.ts";
import { entryFrom, type HistoryEntry, lineOf } from "../../../../functions/model/history/entry.ts";
import { type Look, newsOf } from "../../../../functions/model/history/news.ts";
import { pastOf } from "../../../../functions/model/history/past.ts";
import { type Held, start, virtualIP } from "../../page/held_address.ts";

interface Found extends Held {
  readonly takenFrom?: string;
  readonly conflict?: string;
  /** When the controller first saw the status, in seconds after the start by its own clock; absent: clocks agree. */
  readonly seen?: number;
}

type World = Readonly<Record<string, Found>>;

function virtualIPsOf(world: World): readonly VirtualIP[] {
  return Object.entries(world).map(([address, { takenFrom, conflict, seen, ...held }]) => {
    const made = virtualIP(address, held);
    const at = start + (seen ?? 0) * 1_000 + fraction;
    const conflictSince = new Date(start + 5_000).toISOString();
    const firstSeen = seen === undefined ? {} : {
      since: { text: made.status?.since ?? "", at },
      conflict: { text: conflictSince, at },
    };
    const conditions = conflict === undefined ? [] : [
      {
        type: "Conflict",
        status: "True",
        reason: "Defended",
        message: conflict,
        lastTransitionTime: conflictSince,
      } as const,
    ];
    return {
      ...made,
      metadata: { ...made.metadata, firstSeen },
      status: { ...made.status, conditions, ...(takenFrom !== undefined && { takenFrom }) },
    };
  });
}

/** The clock of the controller counts fractions of a millisecond. */
const fraction = 0.625;
const now = start + 600_000;

/** @param shift seconds by which the clock of the new holder is ahead */
function takenOver(shift: number): World {
  return { "10.0.0.1": { node: "b", since: 60 + shift, silentSince: 59.7 + shift, takenFrom: "a", seen: 60 } };
}

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
    entries = [
      ...entries,
      ...newsOf(pastOf(entries), { now: now + fraction, before, virtualIPs, sessions, allocations: [] }),
    ];
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
const day = 86_400;
const [ahead, behind] = [takenOver(day), takenOver(-day)];
const single: HistoryEntry = { ...takeover, silentMs: 300, subjects: ["10.0.0.1"] };
const { silentMs: _, ...unmeasured } = single;
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
  {
    name: "a takeover by a node whose clock is a day ahead has the time at which it was seen",
    worlds: [here, ahead],
    known: [],
    want: [single],
  },
  {
    name: "a takeover by a node whose clock is a day behind has the time at which it was seen",
    worlds: [here, behind],
    known: [],
    want: [single],
  },
  {
    name: "a takeover while no controller ran, by a node whose clock is a day ahead, has the time at which it was seen",
    worlds: [ahead],
    known: [before],
    want: [single],
  },
  {
    name: "a takeover from a node whose clock is a day ahead: how long no node answered is not known",
    worlds: [{ "10.0.0.1": { node: "a", since: day } }, {
      "10.0.0.1": { node: "b", since: day + 0.001, silentSince: 59.7, takenFrom: "a", seen: 60 },
    }],
    known: [],
    want: [unmeasured],
  },
  {
    name: "a recorded takeover by a node whose clock is a day ahead is not recorded again by the next controller",
    worlds: [ahead],
    known: [{ ...single, at: start + 59_000 }],
    want: [],
  },
  {
    name: "a second takeover while no controller ran, by a node whose clock is a day behind, follows the last entry",
    worlds: [{ "10.0.0.1": { node: "c", since: 60 - day, silentSince: 59.7 - day, takenFrom: "b", seen: 90 } }],
    known: [single],
    want: [{ ...single, from: "b", to: "c" }],
  },
  {
    name: "a conflict that a node with a clock that is ahead has told is never in the future",
    worlds: [here, { ...here, "10.0.0.1": { node: "a", conflict: "02:66 on eth0", seen: 3 } }],
    known: [],
    want: [{ at: start + 3_000, what: "conflict", subjects: ["10.0.0.1"], note: "02:66 on eth0" }],
  },
])("history: $name", ({ worlds, known, want }) => {
  const news = told(worlds, known);
  assert.deepEqual(news, want);
  assert.deepEqual(news.map((entry) => entryFrom(lineOf(entry))), news, "a standby reads the same entries");
});
