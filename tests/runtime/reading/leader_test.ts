import assert from "node:assert/strict";
import type { Lease } from "../../../functions/model/kubernetes.ts";
import { type Leadership, leadershipIn } from "../../../runtime/reading/leader.ts";
import type { Listing } from "../../../runtime/store/store.ts";

const now = Date.parse("2026-11-23T10:00:00Z");

function lease(holderIdentity: string, renewTime: string): Lease {
  return {
    apiVersion: "coordination.k8s.io/v1",
    kind: "Lease",
    metadata: { name: "arpeggio-controller", namespace: "metallb-system" },
    spec: { holderIdentity, renewTime },
  };
}

/** Answers each look with the next listing, and all further looks with the last. */
function answering(listings: readonly Listing<"Lease">[]): () => Promise<Listing<"Lease">> {
  let looks = 0;
  return () => {
    const listing = listings[Math.min(looks++, listings.length - 1)];
    assert(listing !== undefined);
    return Promise.resolve(listing);
  };
}

const rows: readonly {
  readonly name: string;
  readonly leases: readonly (readonly Lease[])[];
  readonly is: Leadership["is"];
}[] = [
  { name: "a renewal of now", leases: [[lease("a", "2026-11-23T09:59:59.5Z")]], is: "led" },
  { name: "no Lease", leases: [[]], is: "leaderless" },
  { name: "a Lease that was given up", leases: [[lease("", "2026-11-23T10:00:00Z")]], is: "leaderless" },
  { name: "an old renewal that stays", leases: [[lease("a", "2026-11-23T09:00:00Z")]], is: "leaderless" },
  { name: "a renewal of the future that stays", leases: [[lease("a", "2026-11-23T11:00:00Z")]], is: "leaderless" },
  { name: "a time that cannot be read and stays", leases: [[lease("a", "soon")]], is: "leaderless" },
  {
    name: "a leader whose clock is an hour late",
    leases: [[lease("a", "2026-11-23T09:00:00Z")], [lease("a", "2026-11-23T09:00:01Z")]],
    is: "led",
  },
  {
    name: "a standby that takes over",
    leases: [[lease("a", "2026-11-23T09:00:00Z")], [lease("a", "2026-11-23T09:00:00Z")], [
      lease("b", "2026-11-23T10:00:00Z"),
    ]],
    is: "led",
  },
];

Deno.test.each([...rows])("leadership in a cluster: $name", async ({ leases, is }) => {
  const look = answering(leases.map((objects) => ({ outcome: "listed", objects })));
  assert.equal((await leadershipIn(look, () => now, 1)).is, is);
});

Deno.test("leadership in a cluster: a Lease that may not be read says nothing", async () => {
  const look = answering([{ outcome: "refused", message: "403 forbidden" }]);
  assert.deepEqual(await leadershipIn(look, () => now, 1), {
    is: "unknown",
    message: "Cannot read the Lease of the controllers: 403 forbidden; whether one leads is not known",
  });
});
