import assert from "node:assert/strict";
import fc from "fast-check";
import {
  entriesIn,
  mostCharacters,
  type Pages,
  pagesWith,
  patchedPages,
} from "../../../../functions/model/history/book.ts";
import { entryFrom, happenings, type HistoryEntry, lineOf, noteOf } from "../../../../functions/model/history/entry.ts";
import type { ConfigMap } from "../../../../functions/model/kubernetes.ts";

const start = Date.parse("2026-11-23T10:00:00Z");

function configMap(data: Pages): ConfigMap {
  return { apiVersion: "v1", kind: "ConfigMap", metadata: { name: "arpeggio-history" }, data };
}

function move(index: number): HistoryEntry {
  return {
    at: start + index,
    what: "move",
    from: "node-1",
    to: "node-2",
    subjects: [`10.${index >> 8}.0.${index & 255}`],
  };
}

const name = fc.stringMatching(/^[a-z][a-z0-9.-]{0,20}$/);
const entry = fc.record({
  at: fc.integer({ min: 0, max: start }),
  what: fc.constantFrom(...happenings.filter((what) => what !== "conflict" && !what.startsWith("session-"))),
  from: name,
  to: name,
  silentMs: fc.nat(),
  subjects: fc.array(name, { minLength: 1, maxLength: 5 }),
}, { noNullPrototype: true });

Deno.test("every entry is the same after writing it to a line and reading the line", () => {
  fc.assert(fc.property(entry, (each) => assert.deepEqual(entryFrom(lineOf(each)), each)));
});

Deno.test("a note may contain any text and stays on one line", () => {
  fc.assert(fc.property(fc.string(), (note) => {
    const line = lineOf({ at: start, what: "conflict", subjects: ["10.0.0.1"], note });
    assert.ok(!line.includes("\n"));
    assert.deepEqual(entryFrom(line)?.subjects, ["10.0.0.1"]);
  }));
});

Deno.test("lines that cannot be read are skipped", () => {
  const text = `nonsense\n\n2026-11-23T10:00:00.000Z from-a-later-release - - - x\n${lineOf(move(1))}\n`;
  assert.deepEqual(entriesIn(configMap({ a: text })), [move(1)]);
  assert.deepEqual(entriesIn(undefined), []);
});

Deno.test("the ConfigMap stays below its limit: the oldest pages are removed and the latest stay, even if the clock is set back", () => {
  let pages: Pages = {};
  for (let index = 0; index < 400; index++) {
    const news = Array.from({ length: 20 }, (_, each) => move(index * 20 + each));
    const patch = pagesWith(pages, news, start + (index % 3 === 0 ? -index : index));
    pages = patchedPages(pages, patch);
    const size = Object.values(pages).reduce((sum, page) => sum + page.length, 0);
    assert.ok(size <= mostCharacters, String(size));
    for (const key of Object.keys(pages)) assert.match(key, /^[-._a-zA-Z0-9]{1,253}$/);
  }
  const entries = entriesIn(configMap(pages));
  assert.deepEqual(entries.at(-1), move(7_999));
  assert.ok(entries.length > 1_500, String(entries.length));
});

const names = Array.from({ length: 1_200 }, (_, index) => `10.0.${index >> 8}.${index & 255}`);
const large: readonly { readonly name: string; readonly entries: readonly HistoryEntry[] }[] = [
  { name: "addresses of a dead node", entries: [{ ...move(0), what: "takeover", silentMs: 7, subjects: names }] },
  { name: "Services without an address", entries: [{ at: start, what: "exhausted", subjects: names }] },
  { name: "nodes", entries: [{ at: start, what: "session-down", nodes: names, subjects: ["tor"], note: "x y" }] },
  {
    name: "nodes with two peers",
    entries: ["tor-1", "tor-2"].map((peer) => ({ at: start, what: "session-up", nodes: names, subjects: [peer] })),
  },
  {
    name: "exactly as many as fit into two lines",
    entries: [{ ...move(0), subjects: names.slice(0, 1_000) }, move(1)],
  },
];

Deno.test.each(large)("an entry of thousands of names is divided into lines, and read as one entry: $name", (
  { entries },
) => {
  const pages = patchedPages({}, pagesWith({}, entries, start));
  assert.ok(Object.values(pages).join("").split("\n").every((line) => line.length < 10_000));
  assert.deepEqual(entriesIn(configMap(pages)), entries);
});

Deno.test("a note is the same in memory as after writing and reading it", () => {
  fc.assert(fc.property(fc.string({ maxLength: 300, unit: "grapheme" }), (text) => {
    const entry: HistoryEntry = { at: start, what: "conflict", subjects: ["10.0.0.1"], ...noteOf(text) };
    assert.deepEqual(entryFrom(lineOf(entry)), entry);
  }));
});
