import assert from "node:assert/strict";
import type { Peer } from "../../../functions/model/announcing/liveness/peer.ts";
import type { KindName, Kinds } from "../../../functions/model/kinds.ts";
import type { Lease } from "../../../functions/model/kubernetes.ts";
import { LeaseEvidence } from "../../../runtime/announcer/lease_evidence.ts";
import type { Listing } from "../../../runtime/store/store.ts";

const silent: Peer = {
  networks: [{ link: "eth0", mac: "02:00:00:00:00:02", liveness: "silent" }],
  state: "running",
  version: 1,
  informed: true,
  claims: new Map(),
  declines: new Set(),
  heardAt: 0,
};

function leaseOf(resourceVersion: string): Lease {
  return {
    apiVersion: "coordination.k8s.io/v1",
    kind: "Lease",
    metadata: { name: "arpeggio-announcer-b", namespace: "metallb-system", resourceVersion },
    spec: { holderIdentity: "b", renewTime: `2026-11-23T10:00:00.${resourceVersion.padStart(6, "0")}Z` },
  };
}

Deno.test.each<{ name: string; watchedAt: number; read: string; known: string }>([
  { name: "the reading shows a later version than the watch", watchedAt: 0, read: "1001", known: "1001" },
  { name: "the watch reports a renewal while the reading is under way", watchedAt: 100, read: "999", known: "1000" },
  { name: "etcd was restored from a backup", watchedAt: 0, read: "500", known: "500" },
])("the version of a silent node's Lease, by which the controller sees that the node is dead: $name", async (row) => {
  let now = 100;
  const answer = Promise.withResolvers<void>();
  const evidence = new LeaseEvidence({
    namespace: "metallb-system",
    clock: () => now,
    store: {
      list: async <Kind extends KindName>(): Promise<Listing<Kind>> => {
        await answer.promise;
        return { outcome: "listed", objects: [leaseOf(row.read)] as unknown as Kinds[Kind][] };
      },
    },
  });
  const peers = new Map([["b", silent]]);
  if (row.watchedAt < now) {
    now = row.watchedAt;
    evidence.watched("b", leaseOf("1000"));
    now = 100;
  }
  evidence.look(peers, now);
  if (row.watchedAt === now) evidence.watched("b", leaseOf("1000"));
  answer.resolve();
  // The answer passes through a few promises.
  for (let step = 0; step < 20; step++) await Promise.resolve();
  assert.equal(evidence.look(peers, now).get("b")?.leaseVersion, row.known);
});
