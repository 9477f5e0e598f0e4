import assert from "node:assert/strict";
import type { Duty } from "../../../functions/model/announcing/duties/duty.ts";
import { dutyMetrics } from "../../../runtime/metrics/layer2_metrics.ts";
import { Registry } from "../../../runtime/metrics/registry.ts";
import { announced, standby, standingIn } from "../../functions/duty_samples.ts";

Deno.test("arpeggio_duties counts each address in one role, and a mute one too", async () => {
  const mute: Duty = { role: "mute", state: "mute", address: "192.0.2.4", toldBy: "node-2", since: 0 };
  const all = [
    announced("192.0.2.1"),
    standby("192.0.2.2", "node-2"),
    standingIn("192.0.2.3", "node-2", {}),
    mute,
  ];
  const duties = new Map(all.map((duty): [string, Duty] => [duty.address, duty]));
  const registry = new Registry();
  dutyMetrics(registry, "node-1", () => ({ duties, virtualIPs: [], byBGP: [] }));
  const text = await new Response(registry.text()).text();
  const roles = [...text.matchAll(/^arpeggio_duties\{role="(\w+)"\} ([1-9]\d*)$/gm)].map((
    [, role, count],
  ) => [role, count]);
  assert.deepEqual(roles.toSorted(), all.map(({ role }) => [role, "1"]).toSorted());
});
