import assert from "node:assert/strict";
import {
  allSilentSince,
  type KnownAnnouncer,
  readAnnouncers,
} from "../../../../functions/model/election/announcers.ts";
import type { Lease } from "../../../../functions/model/kubernetes.ts";

const now = Date.parse("2026-11-23T10:00:00Z");

function leaseOf(node: string, secondsAgo: number): Lease {
  return {
    apiVersion: "coordination.k8s.io/v1",
    kind: "Lease",
    metadata: { name: `arpeggio-announcer-${node}` },
    spec: { holderIdentity: node, renewTime: new Date(now - secondsAgo * 1000).toISOString() },
  };
}

interface Row {
  readonly name: string;
  /** By node: how many seconds ago its announcer renewed its Lease. */
  readonly ago: readonly number[];
  readonly want: readonly KnownAnnouncer["standing"][];
}

Deno.test.each<Row>([
  { name: "all renew", ago: [1, 5, 9], want: ["live", "live", "live"] },
  { name: "one does not renew", ago: [1, 5, 41], want: ["live", "live", "gone"] },
  {
    name: "the first of all Leases runs out, and the others follow",
    ago: [33, 37, 41],
    want: ["live", "live", "unheard"],
  },
  { name: "all have run out together", ago: [50, 54, 58], want: ["unheard", "unheard", "unheard"] },
  { name: "one was gone before all others fell silent", ago: [50, 54, 600], want: ["unheard", "unheard", "gone"] },
  { name: "the others renew again", ago: [0, 54, 58], want: ["live", "gone", "gone"] },
  { name: "there is only one: it is gone", ago: [50], want: ["gone"] },
  { name: "they went at different times", ago: [41, 120, 300], want: ["gone", "gone", "gone"] },
])("the announcers' Leases: $name", ({ ago, want }) => {
  const { byNode } = readAnnouncers(ago.map((seconds, index) => leaseOf(`n${index}`, seconds)), now);
  assert.deepEqual([...byNode.values()].map(({ standing }) => standing), want);
  const isTold = allSilentSince(ago.map((seconds, index) => leaseOf(`n${index}`, seconds)), now) !== undefined;
  assert.equal(isTold, want.includes("unheard") && !want.includes("live"));
});
