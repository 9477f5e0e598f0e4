import assert from "node:assert/strict";
import type { Service } from "../../../functions/model/kubernetes.ts";
import { defaultSettings } from "../../../functions/model/observed.ts";
import { pass, selectionsFor } from "../../../runtime/controller/pass.ts";
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

Deno.test("a pass: plans are wanted in the order in which their Services get the addresses", () => {
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
