import assert from "node:assert/strict";
import type { Conflict, Duty } from "../../../functions/model/announcing/duties/duty.ts";
import type { VirtualIP } from "../../../functions/model/crds.ts";
import { dutyMetrics, sharingMetrics } from "../../../runtime/metrics/layer2_metrics.ts";
import { Registry } from "../../../runtime/metrics/registry.ts";
import { announced, standby, standingIn } from "../../functions/duty_samples.ts";

Deno.test("arpeggio_duties counts each address in exactly one role, also a mute address", async () => {
  const mute: Duty = { role: "mute", state: "mute", address: "192.0.2.4", toldBy: "node-2", since: 0 };
  const all = [
    announced("192.0.2.1"),
    standby("192.0.2.2", "node-2"),
    standingIn("192.0.2.3", "node-2", {}),
    mute,
  ];
  const duties = new Map(all.map((duty): [string, Duty] => [duty.address, duty]));
  const registry = new Registry();
  dutyMetrics(registry, { node: "node-1", clock: () => 0 }, () => ({ duties, virtualIPs: [], byBGP: [] }));
  const text = await new Response(registry.text()).text();
  const roles = [...text.matchAll(/^arpeggio_duties\{role="(\w+)"\} ([1-9]\d*)$/gm)].map((
    [, role, count],
  ) => [role, count]);
  assert.deepEqual(roles.toSorted(), all.map(({ role }) => [role, "1"]).toSorted());
});

Deno.test("arpeggio_hosts_served has the present number for each shared address", async () => {
  const registry = new Registry();
  const counts = new Map([["192.0.2.1", new Map([["node-1", 3], ["node-2", 1]])]]);
  sharingMetrics(registry, "node-1", () => counts);
  const samples = async (): Promise<readonly string[]> =>
    (await new Response(registry.text()).text()).split("\n").filter((line) => line.startsWith("arpeggio_hosts_served"));
  assert.deepEqual(await samples(), ['arpeggio_hosts_served{ip="192.0.2.1"} 3']);
  counts.set("2001:db8::1", new Map([["node-2", 1]])).delete("192.0.2.1");
  assert.deepEqual(await samples(), ['arpeggio_hosts_served{ip="2001:db8::1"} 0']);
});

const address = "192.0.2.1";
const stranger: Conflict = {
  is: "stranger",
  mac: "02:00:00:00:00:99",
  since: 0,
  seenAt: 0,
  defendedAt: 0,
  link: "eth0",
};

const conflicts: readonly {
  readonly name: string;
  readonly conflict: Conflict;
  readonly now: number;
  readonly reported?: VirtualIP;
  readonly isCounted: boolean;
}[] = [
  { name: "no other host answers", conflict: { is: "no" }, now: 60_000, isCounted: false },
  {
    name: "a stranger answers, but its MAC may still turn out to be a node's",
    conflict: stranger,
    now: 500,
    isCounted: false,
  },
  { name: "a stranger answers", conflict: stranger, now: 2_000, isCounted: true },
  {
    name: "an interface of a node has the address",
    conflict: { is: "no" },
    now: 60_000,
    reported: reported("True"),
    isCounted: true,
  },
  {
    name: "no interface has the address any more",
    conflict: { is: "no" },
    now: 60_000,
    reported: reported("False"),
    isCounted: false,
  },
];

Deno.test.each([...conflicts])(
  "arpeggio_address_conflict, by the announcer's clock: $name",
  async ({ conflict, now, reported, isCounted }) => {
    const duties = new Map([[address, { ...announced(address), conflict }]]);
    const registry = new Registry();
    const virtualIPs = reported === undefined ? [] : [reported];
    dutyMetrics(registry, { node: "node-1", clock: () => now }, () => ({ duties, virtualIPs, byBGP: [] }));
    const text = await new Response(registry.text()).text();
    assert.equal(text.includes(`arpeggio_address_conflict{ip="${address}"} 1`), isCounted, text);
  },
);

function reported(status: "True" | "False"): VirtualIP {
  return {
    apiVersion: "arpeggio.dev/v1alpha1",
    kind: "VirtualIP",
    metadata: { name: address },
    spec: { address, pool: "pool", services: [] },
    status: {
      node: "node-1",
      conditions: [{
        type: "Conflict",
        status,
        reason: "BoundOnNode",
        message: "",
        lastTransitionTime: "2026-11-23T10:00:00Z",
      }],
    },
  };
}
