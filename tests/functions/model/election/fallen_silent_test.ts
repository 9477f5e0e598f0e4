import assert from "node:assert/strict";
import { fallenSilent } from "../../../../functions/model/election/fallen_silent.ts";
import type { VirtualIP } from "../../../../functions/model/crds.ts";
import type { Lease } from "../../../../functions/model/kubernetes.ts";
import { present } from "../../scenarios.ts";

const silentSince = new Date(present - 2_000).toISOString();

/** `b` has taken over the address. At that time, the Lease of `a` had version 40. */
const takenOver = { node: "b", silentSince, takenFrom: "a", takenFromLease: "40" };

function virtualIP(status: VirtualIP["status"]): VirtualIP {
  return {
    apiVersion: "arpeggio.dev/v1alpha1",
    kind: "VirtualIP",
    metadata: { name: "192.0.2.33" },
    spec: { address: "192.0.2.33", pool: "first", services: [] },
    ...(status !== undefined && { status }),
  };
}

function lease(node: string, secondsAgo: number, resourceVersion: string): Lease {
  return {
    apiVersion: "coordination.k8s.io/v1",
    kind: "Lease",
    metadata: { name: node, resourceVersion, labels: { "arpeggio.dev/node": node } },
    spec: { holderIdentity: node, renewTime: new Date(present - secondsAgo * 1000).toISOString() },
  };
}

const rows: readonly {
  readonly name: string;
  readonly status: VirtualIP["status"];
  readonly leases: readonly Lease[];
  readonly silent: readonly string[];
}[] = [
  {
    name: "a node whose address was taken over is silent at once",
    status: takenOver,
    leases: [lease("a", 9, "40"), lease("b", 1, "50")],
    silent: ["a"],
  },
  {
    name:
      "a node whose address was taken over is silent even if its clock is ahead of the clock of the node that took over",
    status: takenOver,
    leases: [lease("a", -20, "40"), lease("b", 1, "50")],
    silent: ["a"],
  },
  {
    name: "a node that has renewed its Lease since then lives again, even if its clock is behind",
    status: takenOver,
    leases: [lease("a", 30, "41"), lease("b", 1, "50")],
    silent: [],
  },
  {
    name: "a node whose Lease has run out is gone, not silent",
    status: takenOver,
    leases: [lease("a", 60, "40"), lease("b", 1, "50")],
    silent: [],
  },
  {
    name: "a node whose Lease is deleted is gone, not silent",
    status: takenOver,
    leases: [lease("b", 1, "50")],
    silent: [],
  },
  {
    name: "an announcer of an older release does not write which Lease it saw",
    status: { node: "b", silentSince, takenFrom: "a" },
    leases: [lease("a", 9, "40"), lease("b", 1, "50")],
    silent: [],
  },
  {
    name: "a planned move does not show that a node is silent",
    status: { node: "b" },
    leases: [lease("a", 9, "40")],
    silent: [],
  },
  {
    name: "an address without a report does not show that a node is silent",
    status: undefined,
    leases: [lease("a", 9, "40")],
    silent: [],
  },
];

Deno.test.each(rows)("fallenSilent(): $name", ({ status, leases, silent }) => {
  const nodes = fallenSilent({ virtualIPs: [virtualIP(status)], leases, now: present });
  assert.deepEqual([...nodes.keys()], silent);
});
