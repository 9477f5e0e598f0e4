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
    spec: { address: "192.0.2.1", pool: "rack", services: [] },
  }],
};

const history: readonly HistoryEntry[] = [
  { at: 1, what: "move", from: "rack", to: "b", subjects: ["192.0.2.9"] },
  { at: 2, what: "move", from: "a", to: "b", subjects: ["192.0.2.1"] },
];

Deno.test("the timeline of a pool has the events of its addresses, and not those of a node with the pool's name", () => {
  const { timeline } = objectView(world, history, { about: "pool", name: "rack" });
  assert.deepEqual(timeline.map(({ from }) => from), ["a"]);
});
