import assert from "node:assert/strict";
import type { VirtualIP } from "../../../functions/model/crds.ts";
import { annotationMoved } from "../../../functions/model/names.ts";
import { withFirstSeen } from "../../../runtime/host/first_seen.ts";

const start = Date.parse("2026-11-23T10:00:00Z");
const one = "2026-11-22T10:00:00Z";
const other = "2026-11-24T10:00:00Z";

function virtualIP({ since, conflict, moved }: { since?: string; conflict?: string; moved?: string }): VirtualIP {
  return {
    apiVersion: "arpeggio.dev/v1alpha1",
    kind: "VirtualIP",
    metadata: { name: "192.0.2.1", ...(moved !== undefined && { annotations: { [annotationMoved]: moved } }) },
    spec: { address: "192.0.2.1", pool: "pool", services: [] },
    status: {
      ...(since !== undefined && { since }),
      ...(conflict !== undefined && {
        conditions: [{
          type: "Conflict",
          status: "True",
          reason: "AddressConflict",
          message: "",
          lastTransitionTime: conflict,
        }],
      }),
    },
  };
}

function at(text: string, ms: number): object {
  return { text, at: start + ms };
}

Deno.test.each([
  { name: "a VirtualIP without times", first: {}, then: {}, seen: undefined },
  { name: "a time that was there at first", first: { since: one }, then: { since: one }, seen: { since: at(one, 0) } },
  { name: "a later time", first: { since: one }, then: { since: other }, seen: { since: at(other, 5_000) } },
  {
    name: "an earlier time: the clock was set back, or is another node's",
    first: { since: other },
    then: { since: one },
    seen: { since: at(one, 5_000) },
  },
  {
    name: "a new time beside a known one",
    first: { since: one },
    then: { since: one, conflict: other, moved: one },
    seen: { since: at(one, 0), conflict: at(other, 5_000), moved: at(one, 5_000) },
  },
  { name: "a time that is gone", first: { since: one, moved: one }, then: { since: one }, seen: { since: at(one, 0) } },
])("the times of a VirtualIP count from when they were first seen: $name", ({ first, then, seen }) => {
  const before = withFirstSeen(virtualIP(first), undefined, start);
  const after = withFirstSeen(virtualIP(then), before, start + 5_000);
  assert.deepEqual(after.metadata.firstSeen, seen);
  assert.deepEqual({ ...after, metadata: virtualIP(then).metadata }, virtualIP(then), "nothing else changes");
});
