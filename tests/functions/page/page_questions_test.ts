import assert from "node:assert/strict";
import type { HistoryEntry } from "../../../functions/model/history/entry.ts";
import { observedFrom } from "../../../functions/model/observed_lists.ts";
import { defaultSettings } from "../../../functions/model/observed.ts";
import type { Observed } from "../../../functions/model/observed.ts";
import { objectView } from "../../../functions/page/page_questions.ts";

const world: Observed = {
  ...observedFrom(() => [], { now: 0, settings: defaultSettings }),
  virtualIPs: [{
    apiVersion: "arpeggio.dev/v1alpha1",
    kind: "VirtualIP",
    metadata: { name: "192.0.2.1" },
    spec: { address: "192.0.2.1", pool: "rack", services: [{ namespace: "shop", name: "web" }] },
  }],
};

const history: readonly HistoryEntry[] = [
  { at: 1, what: "move", from: "rack", to: "b", subjects: ["192.0.2.9"] },
  { at: 2, what: "move", from: "a", to: "b", subjects: ["192.0.2.1"] },
  { at: 3, what: "exhausted", subjects: ["shop/web"] },
  { at: 4, what: "exhausted", subjects: ["other/web"] },
];

for (
  const { name, subject, at } of [
    {
      name: "a pool has the events of its addresses, not those of a node of the same name",
      subject: { about: "pool", name: "rack" },
      at: [2],
    },
    {
      name: "a node has the moves away from it, not the events of a pool of the same name",
      subject: { about: "node", name: "rack" },
      at: [1],
    },
    { name: "a node has the moves to it", subject: { about: "node", name: "b" }, at: [2, 1] },
    {
      name: "a Service has its own events and those of its address",
      subject: { about: "service", key: "shop/web" },
      at: [3, 2],
    },
    {
      name: "a Service without an address has its own events",
      subject: { about: "service", key: "other/web" },
      at: [4],
    },
    { name: "a Service that does not exist is empty", subject: { about: "service", key: "web" }, at: [] },
  ] as const
) {
  Deno.test(`the timeline of ${name}`, () => {
    assert.deepEqual(objectView(world, history, subject).timeline.map((row) => row.at), at);
  });
}
