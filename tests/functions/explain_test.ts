import assert from "node:assert/strict";
import { decide } from "../../functions/decide.ts";
import { explain } from "../../functions/explain.ts";
import {
  heartbeatStanding,
  heartbeatStandingText,
} from "../../functions/model/announcing/heartbeat/heartbeat_standing.ts";
import { keyRing } from "../../functions/model/announcing/heartbeat/key_ring.ts";
import type { Lease } from "../../functions/model/kubernetes.ts";
import { annotationHeartbeat, labelNode } from "../../functions/model/names.ts";
import { allocationReasons, announcementReasons } from "../../functions/model/reasons.ts";
import type { Explanation, ServiceExplanation, Unknown } from "../../functions/model/questions/explanation.ts";
import { readManifests } from "../../runtime/reading/read_manifests.ts";
import { appliedCommand } from "./kubectl_command.ts";

const folder = new URL("../fixtures/questions/", import.meta.url).pathname;
const reasons = [...Deno.readDirSync(`${folder}reasons`)].map(({ name }) => name);

for (const reason of reasons) {
  const world = [`${folder}nodes.yaml`, `${folder}reasons/${reason}/world.yaml`];
  const cure = `${folder}reasons/${reason}/cure.yaml`;
  /** The cure as `why` words it. */
  const proposal = Deno.readTextFileSync(cure).split("\n")[0]?.replace(/^# /, "") ?? "";

  Deno.test(`explain: ${reason} is named, and the proposed cure works`, async (t) => {
    const { observed } = await readManifests(world);
    const explained = explain(observed, { about: "service", key: "default/web" });
    assert.ok(explained.about === "service");
    assert.equal(reasonOf(explained), reason);
    const proposed = explained.nextSteps.map(({ text }) => text);
    assert.ok(proposed.some((text) => text.startsWith(proposal)), `${proposal} is not among ${proposed.join("; ")}`);
    await t.step(proposal, async () => assertCured((await readManifests([...world, cure])).observed));
    for (const { command = "" } of explained.nextSteps) {
      const cured = await appliedCommand(command, observed);
      if (cured !== undefined) await t.step(command, () => assertCured(cured));
    }
  });
}

Deno.test("explain: every reason has a scenario", () => {
  const lacking = [...allocationReasons, ...announcementReasons].filter((each) =>
    !["Assigned", "Announcing"].includes(each)
  );
  assert.deepEqual([...new Set(lacking)].sort(), reasons.toSorted());
});

/** Why the Service has no address. If the Service has an address: why that address is not announced. */
function reasonOf({ verdict, addresses }: ServiceExplanation): string | undefined {
  return verdict.reason === "Assigned" ? addresses[0]?.reason : verdict.reason;
}

/** Asserts that the Service has an address and a node. The reason is `Pending` until the node reports. */
function assertCured(observed: Parameters<typeof decide>[0]): void {
  const { allocations, elections } = decide(observed);
  const allocation = allocations.find(({ service }) => service === "default/web");
  assert.equal(allocation?.verdict.reason, "Assigned", allocation?.verdict.message ?? "no allocation");
  for (const address of allocation.addresses) {
    const election = elections.find((each) => each.address === address);
    assert.equal(election?.verdict.reason, "Pending", election?.verdict.message ?? "no election");
  }
}

Deno.test("explain: if a node has another heartbeat key than the others, the fault and the cure are named", async () => {
  const { observed } = await readManifests([`${folder}nodes.yaml`]);
  const now = Date.parse("2026-11-29T10:00:00Z");
  const since = "2026-11-29T09:00:00.000000Z";
  const names = ["n1", "n2", "n3"];
  const leases = names.map((node): Lease => ({
    apiVersion: "coordination.k8s.io/v1",
    kind: "Lease",
    metadata: {
      name: node,
      labels: { [labelNode]: node },
      annotations: {
        [annotationHeartbeat]: heartbeatStandingText(
          heartbeatStanding(keyRing(new Uint8Array(32).fill(node === "n3" ? 2 : 1)), []),
          since,
        ),
      },
    },
    spec: { acquireTime: since, renewTime: new Date(now).toISOString() },
  }));
  const nodes = names.map((name) => ({ apiVersion: "v1" as const, kind: "Node" as const, metadata: { name } }));
  const ask = (name: string): Explanation | Unknown =>
    explain({ ...observed, nodes, leases, now }, { about: "node", name });
  const odd = ask("n3");
  assert.ok(odd.about === "node");
  assert.equal(odd.isFine, false);
  assert.match(odd.announcer, /the announcer of node n3 and those of n1, n2 do not hear each other/);
  assert.match(odd.nextSteps[0]?.text ?? "", /^give this node the heartbeat key of the others/);
  const other = ask("n1");
  assert.ok(other.about === "node");
  assert.doesNotMatch(other.announcer, /do not hear/);
});
