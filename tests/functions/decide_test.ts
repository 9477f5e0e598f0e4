import assert from "node:assert/strict";
import fc from "fast-check";
import { decide } from "../../functions/decide.ts";
import type { Desired } from "../../functions/model/reporting/desired.ts";
import type { Service } from "../../functions/model/kubernetes.ts";
import type { Observed } from "../../functions/model/observed.ts";
import { reported, worlds } from "./election_world.ts";
import { present } from "./scenarios.ts";

/** A world for elections in which no Service has an address yet. */
const unallocated: fc.Arbitrary<Observed> = worlds.map((world) => ({
  ...world,
  services: world.services.map(({ status: _, ...service }, index): Service => ({
    ...service,
    spec: { ...service.spec, clusterIPs: [`10.96.0.${index + 1}`], ports: [{ port: 80 }] },
  })),
}));

Deno.test("decide: a new address gets its owner and its event in the same pass", () => {
  fc.assert(fc.property(unallocated, (world) => {
    const { services, elections, virtualIPs, events } = decide(world);
    const addresses = services.map((service) => service.status?.loadBalancer?.ingress?.[0]?.ip);
    assert.deepEqual(elections.map(({ address }) => address).sort(), addresses.toSorted());
    assert.deepEqual(virtualIPs.map(({ spec }) => spec.address).sort(), addresses.toSorted());
    assert.equal(events.filter(({ reason }) => reason === "IPAllocated").length, services.length);
  }));
});

Deno.test("decide: once a decision is carried out and reported, a pass changes nothing and has no events", () => {
  fc.assert(fc.property(unallocated, (world) => {
    const first = carriedOut(world, decide(world));
    const second = carriedOut(first, decide(first));
    const third = decide(second);
    assert.deepEqual(third.events, []);
    for (
      const kind of [
        "services",
        "virtualIPs",
        "l2Statuses",
        "bgpStatuses",
        "pools",
        "l2Advertisements",
        "configurationStates",
      ] as const
    ) {
      assert.equal(third[kind].length, second[kind].length, kind);
      const before: readonly unknown[] = second[kind];
      assert.ok(third[kind].every((each) => before.includes(each)), `${kind} are the very same objects`);
    }
  }));
});

Deno.test("decide: the order of the input is irrelevant", () => {
  fc.assert(fc.property(unallocated, (world) => {
    const turned: Observed = {
      ...world,
      services: world.services.toReversed(),
      nodes: world.nodes.toReversed(),
      leases: world.leases.toReversed(),
      endpointSlices: world.endpointSlices.toReversed(),
    };
    const { services, virtualIPs, events } = decide(world);
    assert.deepEqual(decide(turned).services, services);
    assert.deepEqual(decide(turned).virtualIPs, virtualIPs);
    assert.deepEqual(decide(turned).events, events);
  }));
});

/** The world after all writes, and after all owners have reported. */
function carriedOut(world: Observed, desired: Desired): Observed {
  const { services, l2Statuses, bgpStatuses, pools, l2Advertisements, configurationStates } = desired;
  const virtualIPs = reported(desired.virtualIPs, present);
  return { ...world, services, l2Statuses, bgpStatuses, pools, l2Advertisements, configurationStates, virtualIPs };
}
