import assert from "node:assert/strict";
import type { Allocation } from "../../../../functions/model/allocation/allocation.ts";
import { readPools } from "../../../../functions/model/pools/pool.ts";
import { countPools, type PoolCounters } from "../../../../functions/model/reporting/pool_counters.ts";

interface Row {
  readonly name: string;
  readonly addresses: readonly string[];
  readonly avoidBuggyIPs?: boolean;
  readonly available: readonly [ipv4: number, ipv6: number];
}

const rows: readonly Row[] = [
  { name: "a /24", addresses: ["10.0.0.0/24"], available: [256, 0] },
  { name: "a /24 without .0 and .255", addresses: ["10.0.0.0/24"], avoidBuggyIPs: true, available: [254, 0] },
  { name: "a /16 without .0 and .255", addresses: ["10.0.0.0/16"], avoidBuggyIPs: true, available: [65024, 0] },
  { name: "a /32 that ends in .0", addresses: ["10.0.0.0/32"], avoidBuggyIPs: true, available: [0, 0] },
  { name: "a /32 that ends in .1", addresses: ["10.0.0.1/32"], avoidBuggyIPs: true, available: [1, 0] },
  { name: "two /31", addresses: ["10.0.0.0/31", "10.0.0.254/31"], avoidBuggyIPs: true, available: [2, 0] },
  { name: "a range over a boundary", addresses: ["10.0.0.255-10.0.1.10"], avoidBuggyIPs: true, available: [10, 0] },
  { name: "a range over two boundaries", addresses: ["10.0.0.254-10.0.2.1"], avoidBuggyIPs: true, available: [256, 0] },
  { name: "the whole of IPv4", addresses: ["0.0.0.0/0"], available: [4294967296, 0] },
  { name: "a /64 before a /24", addresses: ["fc00::/64", "10.0.0.0/24"], available: [256, Number.MAX_SAFE_INTEGER] },
  { name: "a /24 before a /64", addresses: ["10.0.0.0/24", "fc00::/64"], available: [256, Number.MAX_SAFE_INTEGER] },
  { name: "IPv6 with avoidBuggyIPs", addresses: ["fc00::/126"], avoidBuggyIPs: true, available: [0, 4] },
];

function count(row: Omit<Row, "name" | "available">, allocations: readonly Allocation[]): PoolCounters | undefined {
  const { addresses, avoidBuggyIPs = false } = row;
  const { valid } = readPools([{
    apiVersion: "metallb.io/v1beta1",
    kind: "IPAddressPool",
    metadata: { name: "first", namespace: "metallb-system" },
    spec: { addresses, avoidBuggyIPs },
  }], "metallb-system");
  return countPools(valid, { allocations }).get("first");
}

function allocation(service: string, addresses: readonly string[], pool = "first"): Allocation {
  return { service, addresses, pool, verdict: { reason: "Assigned", message: "" } };
}

for (const { name, available: [availableIPv4, availableIPv6], ...row } of rows) {
  Deno.test(`countPools() of ${name}`, () => {
    assert.deepEqual(count(row, []), { assignedIPv4: 0, assignedIPv6: 0, availableIPv4, availableIPv6 });
  });
}

Deno.test("countPools() counts a shared address once", () => {
  const allocations = [allocation("a/a", ["10.0.0.1", "fc00::1"]), allocation("a/b", ["10.0.0.1"])];
  assert.deepEqual(count({ addresses: ["10.0.0.0/30", "fc00::/126"] }, allocations), {
    assignedIPv4: 1,
    assignedIPv6: 1,
    availableIPv4: 3,
    availableIPv6: 3,
  });
});

Deno.test("countPools() counts the used addresses of an invalid pool, and no free ones", () => {
  assert.deepEqual(count({ addresses: ["10.0.0.0/33"] }, [allocation("a/a", ["10.0.0.1"])]), {
    assignedIPv4: 1,
    assignedIPv6: 0,
    availableIPv4: 0,
    availableIPv6: 0,
  });
});

Deno.test("countPools() counts overlapping ranges once", () => {
  const range = { family: "IPv4" as const, first: 10n, last: 11n };
  const pool = {
    name: "first",
    labels: {},
    ranges: [range],
    autoAssign: true,
    avoidBuggyIPs: false,
    choose: "stable" as const,
    isTerminating: false,
  };
  assert.equal(countPools([pool], { allocations: [] }).get("first")?.availableIPv4, 2);
});

Deno.test("countPools(): a withheld address is not available", () => {
  const { valid } = readPools([{
    apiVersion: "metallb.io/v1beta1",
    kind: "IPAddressPool",
    metadata: { name: "first", namespace: "metallb-system" },
    spec: { addresses: ["192.0.2.2/31"] },
  }], "metallb-system");
  const withheld = [{ address: "192.0.2.3", pool: "first" }];
  const has = {
    service: "a/a",
    addresses: ["192.0.2.2"],
    pool: "first",
    verdict: { reason: "Assigned", message: "" },
  } as const;
  const counted = countPools(valid, { allocations: [has], withheld }).get("first");
  assert.deepEqual([counted?.assignedIPv4, counted?.availableIPv4], [1, 0]);
});
