import assert from "node:assert/strict";
import type { Service } from "../../../functions/model/kubernetes.ts";
import { defaultSettings } from "../../../functions/model/observed.ts";
import { pass, PassMemory, selectionsFor } from "../../../runtime/controller/pass.ts";
import { World } from "../../../runtime/host/world.ts";

const now = Date.parse("2026-01-02T00:00:00Z");

function service(name: string, day: number): Service {
  return {
    apiVersion: "v1",
    kind: "Service",
    metadata: { name, namespace: "default", creationTimestamp: `2026-01-0${day}T00:00:00Z` },
    spec: { type: "LoadBalancer", clusterIP: `10.96.0.${day}`, ipFamilies: ["IPv4"], ports: [{ port: 80 }] },
  };
}

Deno.test("a pass: VirtualIPs are written in the order in which their Services got the addresses", () => {
  const world = new World(selectionsFor(defaultSettings), () => {});
  const metadata = { name: "pool", namespace: "metallb-system" };
  world.cache("IPAddressPool").replace([
    { apiVersion: "metallb.io/v1beta1", kind: "IPAddressPool", metadata, spec: { addresses: ["192.0.2.1-192.0.2.9"] } },
  ]);
  world.cache("Service").replace([service("newer", 2), service("older", 1)]);
  const { decision: { wanted } } = pass(world, { settings: defaultSettings, now });
  const names = wanted.flatMap((each) =>
    each.kind === "Service" && each.what === "status" || each.kind === "VirtualIP" && each.what === "object"
      ? ["name" in each ? each.name : each.object.metadata.name]
      : []
  );
  assert.deepEqual(names, ["newer", "older", "192.0.2.2", "192.0.2.1"]);
});

const pool = {
  apiVersion: "metallb.io/v1beta1",
  kind: "IPAddressPool",
  metadata: { name: "pool", namespace: "metallb-system" },
  spec: { addresses: ["192.0.2.1-192.0.2.9"] },
} as const;

Deno.test("a pass: while a pool is missing for less than ten seconds, its addresses do not move, and none is assigned from it", () => {
  const world = new World(selectionsFor(defaultSettings), () => {});
  const memory = new PassMemory();
  const addressed: Service = { ...service("web", 1), status: { loadBalancer: { ingress: [{ ip: "192.0.2.5" }] } } };
  world.cache("IPAddressPool").replace([pool]);
  world.cache("Service").replace([addressed, service("new", 2)]);
  const addresses = (at: number): readonly (readonly string[])[] =>
    pass(world, { settings: defaultSettings, now: at, memory }).desired.allocations.map((each) => each.addresses);
  assert.deepEqual(addresses(now), [["192.0.2.8"], ["192.0.2.5"]]);
  world.cache("IPAddressPool").remove("metallb-system/pool");
  const { decision } = pass(world, { settings: defaultSettings, now: now + 100, memory });
  assert.equal(decision.resyncAfterSeconds, 10);
  assert.deepEqual(addresses(now + 9_000), [[], ["192.0.2.5"]]);
  assert.deepEqual(addresses(now + 10_100), [[], []]);
});

const served = {
  type: "arpeggio.dev/Allocated",
  status: "True",
  reason: "Assigned",
  message: "",
  lastTransitionTime: "2026-01-01T00:00:00Z",
} as const;

const rows: readonly (readonly [name: string, spec: Partial<Service["spec"]>])[] = [
  ["another type", { type: "ClusterIP" }],
  ["another class", { loadBalancerClass: "example.com/other" }],
];

for (const [name, spec] of rows) {
  Deno.test(`a pass: a Service that changes to ${name} loses its conditions and annotations`, () => {
    const { concerns } = selectionsFor(defaultSettings).find(({ kind }) => kind === "Service") ?? {};
    const plain = service("web", 1);
    const retired: Service = {
      ...plain,
      metadata: { ...plain.metadata, annotations: { "metallb.io/ip-allocated-from-pool": "pool", other: "stays" } },
      spec: { ...plain.spec, ...spec },
      status: { conditions: [served, { ...served, type: "other" }] },
    };
    assert.equal(concerns?.(retired), true, "the watch selects it");
    const world = new World(selectionsFor(defaultSettings), () => {});
    world.cache("Service").replace([retired]);
    const [wanted] = pass(world, { settings: defaultSettings, now }).decision.wanted;
    assert.ok(wanted?.what === "status" && wanted.kind === "Service");
    assert.deepEqual(wanted.annotations, {
      "metallb.io/ip-allocated-from-pool": null,
      "arpeggio.dev/told": null,
      "arpeggio.dev/instead-of": null,
    });
    assert.deepEqual(wanted.status, { loadBalancer: {}, conditions: [{ ...served, type: "other" }] });
  });
}

Deno.test("a pass: Services of other types are not kept, unless they were served", () => {
  const { concerns } = selectionsFor(defaultSettings).find(({ kind }) => kind === "Service") ?? {};
  const plain = service("web", 1);
  assert.equal(concerns?.({ ...plain, spec: { ...plain.spec, type: "ClusterIP" } }), false);
  assert.equal(concerns?.(plain), true);
});
