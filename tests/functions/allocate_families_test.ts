/**
 * Tests both address families: combinations of a Service's `ipFamilyPolicy`, its cluster addresses, the pools, and the
 * addresses in its status, which Arpeggio or another actor may have written.
 */

import assert from "node:assert/strict";
import { allocate } from "../../functions/allocate.ts";
import type { Allocation } from "../../functions/model/allocation/allocation.ts";
import type { IPAddressPool } from "../../functions/model/crds.ts";
import type { LoadBalancerIngress, Service, ServiceSpec } from "../../functions/model/kubernetes.ts";
import { defaultSettings } from "../../functions/model/observed.ts";
import type { AllocationWorld } from "./allocate_expectation.ts";
import { observeAllocated } from "./observe_allocated.ts";

type Policy = NonNullable<ServiceSpec["ipFamilyPolicy"]>;

const pools = {
  "an IPv4 pool": { a: ["10.0.0.1-10.0.0.9"] },
  "an IPv6 pool": { a: ["fc00::1-fc00::9"] },
  "a dual pool": { a: ["10.0.0.1-10.0.0.9", "fc00::1-fc00::9"] },
  "a pool of each": { a: ["10.0.0.1-10.0.0.9"], b: ["fc00::1-fc00::9"] },
} as const satisfies Readonly<Record<string, Readonly<Record<string, readonly string[]>>>>;

/** The families of the addresses, in order, for each of the pools above; `-`: no address, for reason FamilyMismatch. */
const rows: readonly (readonly [cluster: string, policy: Policy | undefined, given: string])[] = [
  ["4", undefined, "4 - 4 4"],
  ["4", "SingleStack", "4 - 4 4"],
  ["4", "PreferDualStack", "4 - 4 4"],
  ["4", "RequireDualStack", "- - - -"],
  ["6", undefined, "- 6 6 6"],
  ["6", "SingleStack", "- 6 6 6"],
  ["6", "PreferDualStack", "- 6 6 6"],
  ["6", "RequireDualStack", "- - - -"],
  ["46", undefined, "- - 46 -"],
  ["46", "SingleStack", "4 - 4 4"],
  ["46", "PreferDualStack", "4 6 46 4"],
  ["46", "RequireDualStack", "- - 46 -"],
  ["64", undefined, "- - 64 -"],
  ["64", "SingleStack", "- 6 6 6"],
  ["64", "PreferDualStack", "4 6 64 6"],
  ["64", "RequireDualStack", "- - 64 -"],
];

const statuses: Readonly<Record<string, readonly LoadBalancerIngress[]>> = {
  "one IPv4": [{ ip: "10.0.0.5" }],
  "one IPv6": [{ ip: "fc00::5" }],
  "IPv4 and IPv6": [{ ip: "10.0.0.5" }, { ip: "fc00::5" }],
  "IPv6 and IPv4": [{ ip: "fc00::5" }, { ip: "10.0.0.5" }],
  "two IPv4": [{ ip: "10.0.0.5" }, { ip: "10.0.0.6" }],
  "two IPv6": [{ ip: "fc00::5" }, { ip: "fc00::6" }],
  "three": [{ ip: "10.0.0.5" }, { ip: "fc00::5" }, { ip: "10.0.0.6" }],
  "a hostname": [{ hostname: "lb.example" }],
  "a hostname and an address": [{ hostname: "lb.example" }, { ip: "10.0.0.5" }],
  "two addresses outside all pools": [{ ip: "198.51.100.1" }, { ip: "2001:db8::1" }],
  "an address outside all pools and one of a pool": [{ ip: "198.51.100.1" }, { ip: "fc00::5" }],
  "no address": [{ ip: "nonsense" }, {}],
};

for (const [cluster, policy, given] of rows) {
  const column = given.split(" ");
  for (const [index, [name, entries]] of Object.entries(pools).entries()) {
    const wanted = column[index] ?? "";
    const title = `allocate: ${policy ?? "no policy"}, cluster addresses ${inWords(cluster)}, ${name}`;

    Deno.test(`${title}: ${inWords(wanted)}`, () => {
      const allocation = assertSettled(worldOf({ cluster, policy, entries, ingress: [] }));
      assert.equal(familiesOf(allocation) || "-", wanted, allocation.verdict.message);
      assert.equal(allocation.verdict.reason, wanted === "-" ? "FamilyMismatch" : "Assigned");
    });

    Deno.test(`${title}: whatever the status says, the number of addresses is the same, and one pass is enough`, async (t) => {
      for (const [status, ingress] of Object.entries(statuses)) {
        await t.step(status, () => {
          const allocation = assertSettled(worldOf({ cluster, policy, entries, ingress }));
          assert.equal(allocation.addresses.length, wanted === "-" ? keptAtMost(allocation) : wanted.length);
        });
      }
    });
  }
}

/** The number of addresses of a Service that cannot get all required families. Asserts: at most one, from a pool. */
function keptAtMost({ addresses }: Allocation): number {
  assert.ok(addresses.every((address) => /^(10\.0\.0|fc00::)/.test(address)) && addresses.length < 2);
  return addresses.length;
}

/** Returns the allocation, after a check that a second pass changes nothing. */
function assertSettled(world: AllocationWorld): Allocation {
  const allocated = allocate(world);
  const [allocation] = allocated.allocations;
  assert.ok(allocation !== undefined);
  const [again] = allocate(observeAllocated(world, allocated)).allocations;
  const { released: _, gained: __, ...settled } = allocation;
  assert.deepEqual(again, settled);
  return allocation;
}

function worldOf({ cluster, policy, entries, ingress }: {
  readonly cluster: string;
  readonly policy: Policy | undefined;
  readonly entries: Readonly<Record<string, readonly string[]>>;
  readonly ingress: readonly LoadBalancerIngress[];
}): AllocationWorld {
  const service: Service = {
    apiVersion: "v1",
    kind: "Service",
    metadata: { name: "web", namespace: "default" },
    spec: {
      type: "LoadBalancer",
      clusterIPs: [...cluster].map((family) => family === "4" ? "10.96.0.1" : "fd00:96::1"),
      ...(policy !== undefined && { ipFamilyPolicy: policy }),
      ports: [{ port: 80 }],
    },
    status: { loadBalancer: { ingress } },
  };
  return {
    now: 0,
    settings: defaultSettings,
    services: [service],
    namespaces: [],
    pools: Object.entries(entries).map(([name, addresses]): IPAddressPool => ({
      apiVersion: "metallb.io/v1beta1",
      kind: "IPAddressPool",
      metadata: { name, namespace: "metallb-system" },
      spec: { addresses },
    })),
    virtualIPs: [],
    leases: [],
  };
}

function familiesOf({ addresses }: Allocation): string {
  return addresses.map((address) => address.includes(":") ? "6" : "4").join("");
}

function inWords(families: string): string {
  return families === "-" ? "none" : [...families].map((family) => `IPv${family}`).join(" and ");
}
