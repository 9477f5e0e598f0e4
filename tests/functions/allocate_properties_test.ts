import assert from "node:assert/strict";
import fc from "fast-check";
import { allocate } from "../../functions/allocate.ts";
import type { Allocated } from "../../functions/model/allocation/allocation.ts";
import type { Service } from "../../functions/model/kubernetes.ts";
import type { AllocationWorld } from "./allocate_expectation.ts";
import { allocationWorlds } from "./allocation_arbitraries.ts";
import {
  admits,
  annotation,
  asideOf,
  currentOf,
  familyOf,
  holdersOf,
  isPossible,
  isValid,
  keyOf,
  mayShare,
  needOf,
  requestedBy,
  usable,
} from "./allocation_rules.ts";
import { observeAllocated } from "./observe_allocated.ts";

const worlds = allocationWorlds({ conflicts: true });
const runs = { numRuns: 300 };

function holds(name: string, property: (world: AllocationWorld, allocated: Allocated) => void): void {
  Deno.test(`allocate: ${name}`, () => {
    fc.assert(fc.property(worlds, (world) => property(world, allocate(world))), runs);
  });
}

function serviceOf(world: AllocationWorld, key: string): Service {
  const service = world.services.find((each) => keyOf(each) === key);
  assert.ok(service !== undefined);
  return service;
}

holds("Services have the same address only if they may share it", (world, { allocations }) => {
  for (const [address, holders] of holdersOf(world, allocations)) {
    for (const one of holders) {
      for (const other of holders) {
        assert.ok(one === other || mayShare(one, other), `${keyOf(one)} and ${keyOf(other)} have ${address}`);
      }
    }
  }
});

holds(
  "every address is in a pool that admits the Service, or is kept from a pool that has become invalid",
  (world, allocated) => {
    for (const { service: key, addresses, pool: name } of allocated.allocations) {
      const service = serviceOf(world, key);
      const pool = world.pools.find(({ metadata }) => metadata.name === name);
      assert.equal(pool === undefined, addresses.length === 0);
      if (pool === undefined) continue;
      for (const address of addresses) {
        assert.ok(needOf(service).families.includes(familyOf(address)));
        if (isValid(pool)) assert.ok(usable(pool).includes(address) && admits(pool, service, world));
        else assert.ok(currentOf(service).includes(address));
      }
      assert.equal(new Set(addresses.map(familyOf)).size, addresses.length);
    }
  },
);

holds("a Service loses an allowed address only if it gets another, or an older Service has it", (world, allocated) => {
  for (const { service: key, addresses, pool } of allocated.allocations) {
    const service = serviceOf(world, key);
    for (const address of currentOf(service)) {
      const home = world.pools.find((each) => isValid(each) && usable(each).includes(address));
      const allowed = home !== undefined && admits(home, service, world) && !asideOf(world).has(address) &&
        needOf(service).families.includes(familyOf(address));
      if (!allowed || addresses.includes(address)) continue;
      const another = addresses.some((each) => familyOf(each) === familyOf(address)) ||
        (addresses.length > 0 && pool !== home.metadata.name);
      const older = world.services.some((each) =>
        currentOf(each).includes(address) && !mayShare(each, service) && isOlder(each, service)
      );
      assert.ok(another || older, `${key} lost ${address}`);
    }
  }
});

function isOlder(one: Service, other: Service): boolean {
  const [older, younger] = [one, other].map(({ metadata }) =>
    `${metadata.creationTimestamp} ${metadata.namespace} ${metadata.name}`
  );
  return String(older) < String(younger);
}

holds("a Service stays without an address only if it can get none", (world, { allocations }) => {
  const holders = holdersOf(world, allocations);
  for (const { service: key, addresses, verdict } of allocations) {
    const service = serviceOf(world, key);
    assert.equal(addresses.length > 0, verdict.reason === "Assigned");
    if (addresses.length > 0) continue;
    assert.ok(!isPossible(service, world, holders), `${key} could have one: ${verdict.reason} ${verdict.message}`);
  }
});

holds(
  "a request is refused only if it is impossible",
  (world, { allocations }) => {
    const holders = holdersOf(world, allocations);
    for (const { service: key, addresses, pool } of allocations) {
      const service = serviceOf(world, key);
      const asked = annotation(service, "address-pool");
      const granted = (requestedBy(service) ?? []).every((address) => addresses.includes(address)) &&
        (asked === undefined || asked === pool);
      assert.ok(granted || !isPossible(service, world, holders), `${key} could have what it asks for`);
    }
  },
);

holds("a second pass changes nothing", (world, allocated) => {
  const { retired: _, ...rest } = allocated;
  const settled = {
    ...rest,
    allocations: rest.allocations.map(({ released: _, gained: __, ...allocation }) => allocation),
  };
  assert.deepEqual(allocate(observeAllocated(world, allocated)), settled);
});

holds("no Service is given an address that is put aside", (world, { allocations }) => {
  const aside = asideOf(world);
  for (const { service: key, addresses } of allocations) {
    const current = currentOf(serviceOf(world, key));
    for (const address of addresses) {
      assert.ok(!aside.has(address) || current.includes(address), `${key} has ${address}`);
    }
  }
});

holds("exactly the addresses that a Service had and has no more are released", (world, { allocations }) => {
  for (const { service: key, addresses, released, foreign = [] } of allocations) {
    const current = currentOf(serviceOf(world, key)).filter((address) => !foreign.includes(address));
    for (const address of released?.addresses ?? []) {
      assert.ok(current.includes(address) && !addresses.includes(address));
    }
    const gone = current.filter((address) => !addresses.includes(address));
    assert.deepEqual(new Set(released?.addresses), new Set(gone));
  }
});

Deno.test("allocate: the order of the observed objects is irrelevant", () => {
  const shuffled = worlds.chain((world) =>
    fc.record({
      world: fc.constant(world),
      services: fc.shuffledSubarray([...world.services], { minLength: world.services.length }),
      pools: fc.shuffledSubarray([...world.pools], { minLength: world.pools.length }),
      virtualIPs: fc.shuffledSubarray([...world.virtualIPs], { minLength: world.virtualIPs.length }),
    })
  );
  fc.assert(
    fc.property(shuffled, ({ world, ...others }) => {
      assert.deepEqual(allocate({ ...world, ...others }), allocate(world));
    }),
    runs,
  );
});

Deno.test("allocate: a Service that is deleted and created again gets as many addresses as before, if no other Service has come", () => {
  fc.assert(
    fc.property(allocationWorlds({ conflicts: false }), (world) => {
      const fresh = { ...world, services: world.services.map((service) => ({ ...service, status: {} })) };
      const settled = observeAllocated(fresh, allocate(fresh));
      const [gone, ...others] = settled.services;
      assert.ok(gone !== undefined);
      if (annotation(gone, "allow-shared-ip") !== undefined) return;
      const again = { ...settled, services: [...others, { ...gone, status: {} }] };
      const before = allocate(settled).allocations.find(({ service }) => service === keyOf(gone));
      const after = allocate(again).allocations.find(({ service }) => service === keyOf(gone));
      assert.equal(after === undefined, before === undefined);
      assert.ok((after?.addresses.length ?? 0) >= (before?.addresses.length ?? 0));
    }),
    runs,
  );
});

Deno.test("allocate: nonsense in any field never throws", () => {
  const nonsense = fc.jsonValue({ maxDepth: 3 }) as fc.Arbitrary<never>;
  const service = fc.record({
    metadata: fc.record({
      name: fc.constantFrom("a", "b", "c"),
      namespace: fc.constant("default"),
      annotations: fc.oneof(
        nonsense,
        fc.record({
          "metallb.io/loadBalancerIPs": nonsense,
          "metallb.io/address-pool": nonsense,
          "metallb.io/allow-shared-ip": nonsense,
          "metallb.io/ip-allocated-from-pool": nonsense,
        }),
      ),
      labels: nonsense,
      creationTimestamp: nonsense,
    }, { requiredKeys: ["name", "namespace"] }),
    spec: fc.record({
      type: fc.constant("LoadBalancer"),
      clusterIP: nonsense,
      clusterIPs: fc.oneof(nonsense, fc.constant(["10.96.0.1"])),
      ipFamilies: nonsense,
      ipFamilyPolicy: nonsense,
      loadBalancerIP: nonsense,
      externalTrafficPolicy: fc.constantFrom("Local", "Cluster"),
      selector: nonsense,
      ports: nonsense,
    }, { requiredKeys: ["type"] }),
    status: fc.oneof(nonsense, fc.record({ loadBalancer: fc.record({ ingress: nonsense }), conditions: nonsense })),
  }, { requiredKeys: ["metadata", "spec"] });
  const pool = fc.record({
    metadata: fc.record({
      name: fc.constantFrom("p", "q"),
      namespace: fc.constant("metallb-system"),
      labels: nonsense,
      annotations: nonsense,
    }, {
      requiredKeys: ["name", "namespace"],
    }),
    spec: fc.oneof(
      nonsense,
      fc.record({
        addresses: fc.oneof(nonsense, fc.constant(["10.0.0.0/30"])),
        autoAssign: nonsense,
        avoidBuggyIPs: nonsense,
        serviceAllocation: fc.oneof(
          nonsense,
          fc.record({
            priority: nonsense,
            namespaces: nonsense,
            namespaceSelectors: fc.oneof(nonsense, fc.array(nonsense)),
            serviceSelectors: fc.oneof(
              nonsense,
              fc.array(fc.record({ matchLabels: nonsense, matchExpressions: nonsense })),
            ),
          }, { requiredKeys: [] }),
        ),
      }, { requiredKeys: ["addresses"] }),
    ),
  });
  const virtualIP = fc.record({
    metadata: fc.constant({ name: "10.0.0.1" }),
    spec: fc.oneof(nonsense, fc.record({ address: nonsense })),
    status: fc.oneof(nonsense, fc.record({ conditions: fc.oneof(nonsense, fc.array(nonsense)) })),
  });
  const typed = (list: fc.Arbitrary<unknown[]>): fc.Arbitrary<never[]> => list as fc.Arbitrary<never[]>;
  const world = allocationWorlds({ conflicts: false }).chain((sane) =>
    fc.record({
      services: typed(fc.uniqueArray(service, { selector: ({ metadata }) => metadata.name, maxLength: 3 })),
      pools: typed(fc.uniqueArray(pool, { selector: ({ metadata }) => metadata.name, maxLength: 2 })),
      virtualIPs: typed(fc.array(virtualIP, { maxLength: 2 })),
    }).map((odd) => ({
      ...sane,
      services: [...sane.services, ...odd.services],
      pools: [...sane.pools, ...odd.pools],
      virtualIPs: odd.virtualIPs,
    }))
  );
  fc.assert(
    fc.property(world, (each) => {
      for (const { verdict } of allocate(each).allocations) assert.ok(verdict.message.length > 0);
    }),
    { numRuns: 600 },
  );
});
