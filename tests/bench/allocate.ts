/**
 * Measures one pass of `allocate`: the first allocation of all Services, and the allocation of one new Service when all
 * others keep their addresses.
 */

import assert from "node:assert/strict";
import { allocate } from "../../functions/allocate.ts";
import type { Allocated } from "../../functions/model/allocation/allocation.ts";
import { defaultSettings, type Observed } from "../../functions/model/observed.ts";
import { figures, figuresHeader } from "./figures.ts";

type World = Pick<Observed, "now" | "settings" | "services" | "namespaces" | "pools" | "virtualIPs" | "leases">;

const poolCount = 10;
const namespaceCount = 50;

/** @param small true: a tenth of the Services and a few runs, as a quick check */
// deno-lint-ignore require-await
export async function benchmark({ small }: { readonly small: boolean }): Promise<void> {
  const count = small ? 5_000 : 50_000;
  const runs = small ? 5 : 20;
  const world = worldOf(count);
  figuresHeader("allocate, one pass");
  const allocated = allocate(world);
  assert.ok(allocated.allocations.every(({ addresses }) => addresses.length === 1));
  figures(`first allocation of ${count} Services`, sample(runs, () => allocate(world)), 1_000);
  const settled = observed(world, allocated);
  const more = { ...settled, services: [...settled.services, service(count)] };
  figures(`one more Service beside ${count}`, sample(runs * 2, () => allocate(more)), 150);
}

function sample(runs: number, pass: () => unknown): readonly number[] {
  return Array.from({ length: runs }, () => {
    const start = performance.now();
    pass();
    return performance.now() - start;
  });
}

function worldOf(count: number): World {
  return {
    now: Date.now(),
    settings: defaultSettings,
    services: Array.from({ length: count }, (_, index) => service(index)).sort((one, other) =>
      keyOf(one) < keyOf(other) ? -1 : 1
    ),
    namespaces: Array.from({ length: namespaceCount }, (_, index) => ({
      apiVersion: "v1",
      kind: "Namespace",
      metadata: { name: `team-${index}` },
    })),
    pools: Array.from({ length: poolCount }, (_, index) => ({
      apiVersion: "metallb.io/v1beta1",
      kind: "IPAddressPool",
      metadata: { name: `pool-${index}`, namespace: "metallb-system" },
      spec: { addresses: [`10.${index}.0.0/19`] },
    })),
    virtualIPs: [],
    leases: [],
  };
}

/** Makes a Service by parsing JSON, so that it is like a Service from an API server. */
function service(index: number): World["services"][number] {
  return JSON.parse(JSON.stringify({
    apiVersion: "v1",
    kind: "Service",
    metadata: {
      name: `service-${index}`,
      namespace: `team-${index % namespaceCount}`,
      creationTimestamp: new Date(1_750_000_000_000 + index * 1_000).toISOString(),
      labels: { app: `app-${index}` },
    },
    spec: {
      type: "LoadBalancer",
      clusterIP: `10.96.${(index >> 8) & 255}.${index & 255}`,
      clusterIPs: [`10.96.${(index >> 8) & 255}.${index & 255}`],
      ipFamilies: ["IPv4"],
      ipFamilyPolicy: "SingleStack",
      externalTrafficPolicy: "Cluster",
      selector: { app: `app-${index}` },
      ports: [{ name: "http", protocol: "TCP", port: 80 }],
    },
    status: { loadBalancer: {} },
  }));
}

function keyOf({ metadata }: World["services"][number]): string {
  return `${metadata.namespace}/${metadata.name}`;
}

/** The world after the allocations are written. Its Services are parsed from JSON, as from an API server. */
function observed(world: World, { allocations }: Allocated): World {
  return {
    ...world,
    services: world.services.map((each, index) =>
      JSON.parse(JSON.stringify({
        ...each,
        metadata: {
          ...each.metadata,
          annotations: { "metallb.io/ip-allocated-from-pool": allocations[index]?.pool },
        },
        status: { loadBalancer: { ingress: [{ ip: allocations[index]?.addresses[0], ipMode: "VIP" }] } },
      }))
    ),
  };
}

if (import.meta.main) await benchmark({ small: Deno.args.includes("--small") });
