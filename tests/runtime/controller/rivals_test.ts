import assert from "node:assert/strict";
import type { VirtualIP } from "../../../functions/model/crds.ts";
import type { LoadBalancerIngress, Service } from "../../../functions/model/kubernetes.ts";
import { defaultSettings } from "../../../functions/model/observed.ts";
import { pass, type Passed, PassMemory, selectionsFor } from "../../../runtime/controller/pass.ts";
import { World } from "../../../runtime/host/world.ts";

const start = Date.parse("2026-01-02T00:00:00Z");

/** A Service with the address 192.0.2.3, and an actor that overwrites its status. */
class Fight {
  readonly world = new World(selectionsFor(defaultSettings), () => {});
  readonly memory = new PassMemory();
  #version = 10;

  constructor() {
    this.world.cache("IPAddressPool").replace([{
      apiVersion: "metallb.io/v1beta1",
      kind: "IPAddressPool",
      metadata: { name: "pool", namespace: "metallb-system" },
      spec: { addresses: ["192.0.2.0/28"] },
    }]);
    this.world.cache("VirtualIP").replace([virtualIP]);
  }

  overwrite(ingress: readonly LoadBalancerIngress[], manager: string): void {
    const service: Service = {
      apiVersion: "v1",
      kind: "Service",
      metadata: {
        name: "web",
        namespace: "default",
        resourceVersion: `${++this.#version}`,
        managedFields: [{ manager, time: "2026-01-02T00:00:00Z" }],
      },
      spec: { type: "LoadBalancer", clusterIP: "10.96.0.1", ports: [{ port: 80 }] },
      status: { loadBalancer: { ingress } },
    };
    this.world.cache("Service").upsert(service);
  }

  pass(now: number): Passed {
    return pass(this.world, { settings: defaultSettings, now, memory: this.memory });
  }
}

const virtualIP: VirtualIP = {
  apiVersion: "arpeggio.dev/v1alpha1",
  kind: "VirtualIP",
  metadata: { name: "192.0.2.3", resourceVersion: "7" },
  spec: { address: "192.0.2.3", pool: "pool", services: [{ namespace: "default", name: "web" }] },
};

function written({ decision }: Passed): boolean {
  return decision.wanted.some(({ what, kind }) => what === "status" && kind === "Service");
}

const overwrites: Readonly<Record<string, readonly LoadBalancerIngress[]>> = {
  "nothing": [],
  "another address": [{ ip: "192.0.2.9" }],
  "the address twice": [{ ip: "192.0.2.3" }, { ip: "192.0.2.3" }],
  "ipMode Proxy": [{ ip: "192.0.2.3", ipMode: "Proxy" }],
  "a hostname": [{ hostname: "lb.example" }],
  "a hostname after the address": [{ ip: "192.0.2.3" }, { hostname: "lb.example" }],
  "a hostname beside the address": [{ ip: "192.0.2.3", hostname: "lb.example" }],
  "errors of ports": [{ ip: "192.0.2.3", ports: [{ port: 80, protocol: "TCP", error: "Refused" }] }],
};

for (const [name, ingress] of Object.entries(overwrites)) {
  Deno.test(`rivals: ${name}: the first two overwrites are repaired at once, later ones after growing pauses`, () => {
    const fight = new Fight();
    const pauses = [1, 2, 3, 4, 5].map(() => {
      fight.overwrite(ingress, "other");
      const first = fight.pass(start);
      if (written(first)) return 0;
      const { resyncAfterSeconds = NaN } = first.decision;
      assert.ok(written(fight.pass(start + resyncAfterSeconds * 1000)), "restored after the pause");
      return resyncAfterSeconds;
    });
    assert.deepEqual(pauses, [0, 0, 1, 2, 4]);
  });
}

Deno.test("rivals: the condition and one event name the actor, from managedFields", () => {
  const fight = new Fight();
  const events: string[] = [];
  for (let time = 0; time < 6; time++) {
    fight.overwrite([{ ip: "192.0.2.9" }], "other-controller");
    const passed = fight.pass(start + 120_000 * time);
    const due = fight.pass(start + 120_000 * time + 60_000);
    events.push(...[...passed.decision.events, ...due.decision.events].map(({ reason }) => reason));
    const [service] = due.desired.services;
    assert.deepEqual(service?.status?.loadBalancer?.ingress, [{ ip: "192.0.2.3" }]);
    if (time < 3) continue;
    const [{ message } = { message: "" }] = service.status.conditions ?? [];
    assert.match(message, /^192\.0\.2\.3 from pool pool; the field manager "other-controller" keeps overwriting/);
  }
  assert.deepEqual([...new Set(events)], ["StatusOverwritten"]);
});

Deno.test("rivals: after ten minutes without an overwrite, the rival is forgotten", () => {
  const fight = new Fight();
  for (const _ of [1, 2, 3, 4]) {
    fight.overwrite([], "other");
    fight.pass(start);
  }
  assert.equal(fight.memory.rivals.names(start + 599_000)?.["default/web"], 'the field manager "other"');
  assert.equal(fight.memory.rivals.names(start + 600_000), undefined);
});
