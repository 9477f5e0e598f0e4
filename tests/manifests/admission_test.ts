import assert from "node:assert/strict";
import type { ApiClient } from "../cluster/api_client.ts";
import { Cluster } from "../cluster/cluster.ts";
import { clusterParts } from "../cluster/parts.ts";

const parts = await clusterParts("controllerManager");
const manifests = new URL("../../manifests/", import.meta.url).pathname;
const namespace = "metallb-system";
const virtualIPs = "/apis/arpeggio.dev/v1alpha1/virtualips";
const leases = `/apis/coordination.k8s.io/v1/namespaces/${namespace}/leases`;

interface Row {
  readonly name: string;
  /** What the status says before. */
  readonly before?: unknown;
  readonly patch: unknown;
  readonly refused?: RegExp;
}

const conditions = [
  { type: "Announced", status: "True", reason: "Announcing", message: "", lastTransitionTime: "2026-11-25T10:00:00Z" },
];

const statuses: readonly Row[] = [
  { name: "its own node", patch: { node: "node-1", conditions } },
  { name: "its own node in place of another", before: { node: "node-2" }, patch: { node: "node-1" } },
  { name: "that it no longer announces", before: { node: "node-1" }, patch: { node: null, conditions } },
  {
    name: "another node",
    patch: { node: "node-2" },
    refused: /node node-1 speaks for its own node only, found node-2/,
  },
  {
    name: "that another node no longer announces",
    before: { node: "node-2" },
    patch: { node: null },
    refused: /speaks for its own node only, found node-2/,
  },
  { name: "a condition of another node", before: { node: "node-2" }, patch: { conditions }, refused: /found node-2/ },
  { name: "no node where none was", patch: { conditions }, refused: /speaks for its own node only/ },
];

function lease(name: string, node: string, holderIdentity = node): unknown {
  return { metadata: { name, namespace, labels: { "arpeggio.dev/node": node } }, spec: { holderIdentity } };
}

const createdLeases = [
  { name: "its own", lease: lease("arpeggio-announcer-node-1", "node-1") },
  {
    name: "that of another node",
    lease: lease("arpeggio-announcer-node-2", "node-2"),
    refused: /not that of the announcer of node node-1/,
  },
  {
    name: "that of the controller",
    lease: lease("arpeggio-controller", "node-1"),
    refused: /not that of the announcer/,
  },
  {
    name: "its own for another node",
    lease: lease("arpeggio-announcer-node-1", "node-2"),
    refused: /must name node node-1 as its holder/,
  },
];

Deno.test({
  name: "An announcer may write a status and a Lease of its own node, and of no other",
  ignore: parts === undefined,
  async fn(t): Promise<void> {
    assert(parts !== undefined);
    await using cluster = await Cluster.start({ parts, controllers: ["serviceaccount-controller"] });
    await cluster.kubectl(["create", "namespace", namespace]);
    for (const part of ["crds", "rbac", "admission"]) {
      await cluster.kubectl(["apply", "--server-side", "-k", `${manifests}${part}`]);
    }
    await cluster.kubectl(["wait", "--for=condition=Established", "--timeout=60s", "crd", "--all"]);
    await cluster.addNode("node-1", { address: "192.0.2.11" });
    const serviceAccount = "arpeggio-announcer";
    await cluster.addBackendPod({
      name: "announcer",
      namespace,
      node: "node-1",
      address: "192.0.2.11",
      serviceAccount,
    });
    using announcer = cluster.clientFor(
      await cluster.serviceAccountToken(namespace, serviceAccount, { pod: "announcer" }),
    );
    using unbound = cluster.clientFor(await cluster.serviceAccountToken(namespace, serviceAccount));
    await untilEnforced(unbound);

    for (const [index, { name, before, patch, refused }] of statuses.entries()) {
      await t.step(`status: ${name}`, async () => {
        const address = `192.0.2.${100 + index}`;
        await cluster.api.request("POST", virtualIPs, {
          apiVersion: "arpeggio.dev/v1alpha1",
          kind: "VirtualIP",
          metadata: { name: address },
          spec: { address, pool: "pool", services: [] },
        });
        const path = `${virtualIPs}/${address}/status`;
        if (before !== undefined) await cluster.api.request("PATCH", path, { status: before });
        const written = announcer.request("PATCH", path, { status: patch });
        if (refused === undefined) await written;
        else await assert.rejects(written, refused);
      });
    }
    for (const { name, lease, refused } of createdLeases) {
      await t.step(`Lease: ${name}`, async () => {
        const written = announcer.request("POST", leases, lease);
        if (refused === undefined) await written;
        else await assert.rejects(written, refused);
      });
    }
    await t.step("a token that is bound to no Pod may write neither", async () => {
      const path = `${virtualIPs}/192.0.2.100/status`;
      await assert.rejects(unbound.request("PATCH", path, { status: { node: "node-1" } }), /bound to no Pod on a node/);
      await assert.rejects(
        unbound.request("POST", leases, lease("arpeggio-announcer-node-3", "node-3")),
        /bound to no Pod on a node/,
      );
    });
    await t.step("others are not concerned", async () => {
      await cluster.api.request("PATCH", `${virtualIPs}/192.0.2.100/status`, { status: { node: "node-2" } });
    });
  },
});

/** A policy counts a moment after it was written, and nothing tells when. */
async function untilEnforced(unbound: ApiClient): Promise<void> {
  for (const giveUp = performance.now() + 30_000; performance.now() < giveUp;) {
    const name = `arpeggio-announcer-${crypto.randomUUID()}`;
    const enforced = await unbound.request("POST", leases, lease(name, "none")).then(() => false, () => true);
    if (enforced) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error("Cannot see the policy enforced after 30 s");
}
