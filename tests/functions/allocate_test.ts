import assert from "node:assert/strict";
import { allocate } from "../../functions/allocate.ts";
import { parseAddress } from "../../functions/model/addresses/address.ts";
import type { Allocated, Allocation } from "../../functions/model/allocation/allocation.ts";
import { contains, parseRange } from "../../functions/model/addresses/range.ts";
import type { Expected, ExpectedAllocation } from "./allocate_expectation.ts";
import { observeAllocated } from "./observe_allocated.ts";
import { scenariosIn } from "./scenarios.ts";

for (const { name, observed, expect: expected } of scenariosIn("allocate", { assume: "live" })) {
  Deno.test(`allocate ${name}`, async (t) => {
    const allocated = allocate(observed);
    await t.step("decides as expected", () => assertExpected(allocated, expected));
    await t.step("changes nothing in a second pass", () => {
      assert.deepEqual(allocate(observeAllocated(observed, allocated)), settled(allocated));
    });
    await t.step("does not depend on the order of the observed objects", () => {
      const reversed = {
        ...observed,
        services: observed.services.toReversed(),
        namespaces: observed.namespaces.toReversed(),
        pools: observed.pools.toReversed(),
        virtualIPs: observed.virtualIPs.toReversed(),
      };
      assert.deepEqual(allocate(reversed), allocated);
    });
  });
}

function assertExpected(allocated: Allocated, expected: Expected): void {
  const byKey = new Map(allocated.allocations.map((allocation) => [allocation.service, allocation]));
  assert.deepEqual([...byKey.keys()], Object.keys(expected.services).sort());
  for (const [key, each] of Object.entries(expected.services)) assertAllocation(byKey.get(key), each);
  for (const group of expected.same ?? []) assert.equal(new Set(group.map((key) => addressesOf(byKey, key))).size, 1);
  for (const group of expected.different ?? []) {
    assert.equal(new Set(group.map((key) => addressesOf(byKey, key))).size, group.length);
  }
  assert.deepEqual(allocated.retired ?? [], expected.retired ?? []);
  assert.equal(allocated.resyncAfterSeconds, expected.resyncAfterSeconds);
}

function assertAllocation(allocation: Allocation | undefined, expected: ExpectedAllocation): void {
  assert.ok(allocation !== undefined);
  const { service, addresses, pool, verdict, released, insteadOf } = allocation;
  const wanted = expected.addresses ?? [];
  assert.equal(verdict.reason, expected.reason ?? "Assigned", `${service}: ${verdict.message}`);
  assert.ok(verdict.message.includes(expected.message ?? ""), `${service}: ${verdict.message}`);
  const isAsWanted = addresses.every((address, index) =>
    address === wanted[index] || isIn(address, wanted[index] ?? "")
  );
  assert.ok(isAsWanted && addresses.length === wanted.length, `${service}: ${addresses} instead of ${wanted}`);
  assert.equal(pool, expected.pool);
  assert.equal(insteadOf, expected.insteadOf);
  if (expected.released !== undefined) {
    assert.deepEqual({ addresses: released?.addresses, reason: released?.why.reason }, expected.released);
  }
}

function isIn(address: string, cidr: string): boolean {
  const range = parseRange(cidr);
  const parsed = parseAddress(address);
  return typeof range !== "string" && parsed !== undefined && contains(range, parsed);
}

function addressesOf(byKey: ReadonlyMap<string, Allocation>, key: string): string | undefined {
  return byKey.get(key)?.addresses.join();
}

/**
 * The expected result of a second pass: the same allocations. The first pass has already released and given all
 * addresses, and removed its annotations from the Services that are no longer served. So `released`, `gained` and
 * `retired` are absent.
 */
function settled({ allocations, ...rest }: Allocated): Allocated {
  return {
    allocations: allocations.map(({ released: _, gained: __, ...allocation }) => allocation),
    ...withoutRetired(rest),
  };
}

function withoutRetired({ retired: _, ...rest }: Omit<Allocated, "allocations">): Omit<Allocated, "allocations"> {
  return rest;
}
