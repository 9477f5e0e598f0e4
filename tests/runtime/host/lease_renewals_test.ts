import assert from "node:assert/strict";
import { toInstant, toMicroTime } from "../../../functions/model/instant.ts";
import type { Lease } from "../../../functions/model/kubernetes.ts";
import { LeaseTimes } from "../../../runtime/host/lease_renewals.ts";

const start = Date.parse("2026-11-23T10:00:00Z");
const day = 86_400_000;

function leaseAt(renewal: number, name = "arpeggio-announcer-a"): Lease {
  return {
    apiVersion: "coordination.k8s.io/v1",
    kind: "Lease",
    metadata: { name, namespace: "metallb-system" },
    spec: { holderIdentity: "a", renewTime: toMicroTime(renewal) },
  };
}

function renewedIn(lease: Lease): number | undefined {
  return toInstant(lease.spec?.renewTime);
}

Deno.test.each([{ skew: 0 }, { skew: -60_000 }, { skew: 60_000 }, { skew: -day }, { skew: day }])(
  "a renewal counts from the time when it is received, even if the node's clock differs by $skew ms",
  ({ skew }) => {
    let now = start;
    const times = new LeaseTimes(() => now);
    times.seen(leaseAt(start + skew));
    now += 10_000;
    assert.equal(renewedIn(times.seen(leaseAt(start + skew + 10_000))), start + 10_000);
    now += 30_000;
    assert.equal(
      renewedIn(times.seen(leaseAt(start + skew + 10_000))),
      start + 10_000,
      "another change does not count as a renewal",
    );
  },
);

Deno.test("a node whose clock is set back does not count as dead", () => {
  let now = start;
  const times = new LeaseTimes(() => now);
  times.seen(leaseAt(start));
  now += 10_000;
  assert.equal(renewedIn(times.seen(leaseAt(start - day))), start + 10_000);
});

const first = [
  { name: "the time in a live Lease is used", told: start - 30_000, is: start - 30_000 },
  { name: "a time that is slightly in the future counts as now", told: start + 5_000, is: start },
  { name: "the time of an expired Lease is unknown", told: start - 40_000, is: undefined },
  { name: "a time far in the future is unknown", told: start + day, is: undefined },
];

Deno.test.each(first)("a Lease that is received for the first time: $name", ({ told, is }) => {
  assert.equal(renewedIn(new LeaseTimes(() => start).seen(leaseAt(told))), is);
});
