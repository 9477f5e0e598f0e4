import assert from "node:assert/strict";
import type { VirtualIP } from "../../functions/model/crds.ts";
import type { ApiClient } from "../cluster/machine/api_client.ts";
import { Cluster } from "../cluster/machine/cluster.ts";
import { clusterParts } from "../cluster/machine/parts.ts";

const parts = await clusterParts("controllerManager");
const manifests = new URL("../../manifests/", import.meta.url).pathname;
const namespace = "metallb-system";
const virtualIPs = "/apis/arpeggio.dev/v1alpha1/virtualips";
const leases = `/apis/coordination.k8s.io/v1/namespaces/${namespace}/leases`;

interface Row {
  readonly name: string;
  /** The nodes of the VirtualIP's order; by default node-1, which is the announcer's own node, and then node-2. */
  readonly order?: readonly string[];
  /** The status before the request. */
  readonly before?: unknown;
  readonly patch: unknown;
  readonly refused?: RegExp;
}

const lastTransitionTime = "2026-11-25T10:00:00Z";
const conditions = [{ type: "Announced", status: "True", reason: "Announcing", message: "", lastTransitionTime }];
const announced = { revision: 3, conditions };
const putAside = {
  conditions: [{
    type: "Conflict",
    status: "True",
    reason: "AddressConflict",
    message: "a stranger",
    lastTransitionTime,
  }],
};
const foreign = /node node-1 speaks for its own node only, found node-2/;
const defended = /it has been announced by node node-[12], so it is not put aside/;

const statuses: readonly Row[] = [
  { name: "its own node announces", patch: { node: "node-1", ...announced } },
  { name: "its own node announces; it is last in the order", order: ["node-2", "node-1"], patch: { node: "node-1" } },
  {
    name: "its own node replaces the present node",
    before: { node: "node-2", ...announced },
    patch: { node: "node-1" },
  },
  {
    name: "a condition of its own node, which holds the address and is no longer in the order",
    order: ["node-2"],
    before: { node: "node-1", ...announced },
    patch: { conditions },
  },
  { name: "its own node no longer announces", before: { node: "node-1" }, patch: { node: null, conditions } },
  { name: "a conflict with a stranger, for a new address", patch: { node: "node-1", ...putAside } },
  { name: "its own node announces under an earlier revision", patch: { node: "node-1", revision: 2 } },
  {
    name: "its own node announces; it is not in the order",
    order: ["node-2"],
    patch: { node: "node-1" },
    refused: /not in its order/,
  },
  {
    name: "its own node replaces the present node; it is not in the order",
    order: ["node-2", "node-3"],
    before: { node: "node-2", ...announced },
    patch: { node: "node-1", since: "2030-01-01T00:00:00Z" },
    refused: /not in its order/,
  },
  {
    name: "a conflict with a stranger; its own node is not in the order",
    order: ["node-2"],
    patch: { node: "node-1", ...putAside },
    refused: /not in its order/,
  },
  {
    name: "its own node announces; there is no order",
    order: [],
    patch: { node: "node-1" },
    refused: /not in its order/,
  },
  {
    name: "a conflict with a stranger, for an address that another node announces",
    before: { node: "node-2", ...announced },
    patch: { node: "node-1", ...putAside },
    refused: defended,
  },
  {
    name: "a conflict with a stranger, for an address that its own node announces",
    before: { node: "node-1", ...announced },
    patch: { node: "node-1", ...putAside },
    refused: defended,
  },
  {
    name: "its own node replaces the present node, and removes the revision",
    before: { node: "node-2", ...announced },
    patch: { node: "node-1", revision: null },
    refused: defended,
  },
  {
    name: "its own node announces under a revision that does not exist yet",
    patch: { node: "node-1", revision: 4 },
    refused: /later than that of the plan/,
  },
  { name: "another node announces", patch: { node: "node-2" }, refused: foreign },
  {
    name: "another node no longer announces",
    before: { node: "node-2" },
    patch: { node: null },
    refused: foreign,
  },
  { name: "the status is removed", before: { node: "node-2", ...announced }, patch: null, refused: foreign },
  {
    name: "a condition of another node that announces",
    before: { node: "node-2" },
    patch: { conditions },
    refused: foreign,
  },
  { name: "a condition, but no node announces", patch: { conditions }, refused: /speaks for its own node only/ },
];

function lease(name: string, node: string, holderIdentity = node): unknown {
  return { metadata: { ...metadataOf(node), name, namespace }, spec: { holderIdentity } };
}

function metadataOf(node: string): { readonly labels: Readonly<Record<string, string>> } {
  return { labels: { "arpeggio.dev/node": node } };
}

const ownLease = "arpeggio-announcer-node-1";

const createdLeases = [
  { name: "its own Lease", lease: lease(ownLease, "node-1") },
  {
    name: "the Lease of another node's announcer",
    lease: lease("arpeggio-announcer-node-2", "node-2"),
    refused: /not that of the announcer of node node-1/,
  },
  {
    name: "the Lease of the controller",
    lease: lease("arpeggio-controller", "node-1"),
    refused: /not that of the announcer/,
  },
  {
    name: "its own Lease, for another node",
    lease: lease(ownLease, "node-2"),
    refused: /must name node node-1 as its holder/,
  },
];

/** Requests that are sent after the Leases of node-1 and node-2 exist. */
const others: readonly {
  readonly name: string;
  readonly method: "POST" | "PATCH" | "DELETE";
  readonly path: string;
  readonly body?: unknown;
  readonly refused?: RegExp;
}[] = [
  {
    name: "its own Lease, renewed",
    method: "PATCH",
    path: `${leases}/${ownLease}`,
    body: { spec: { leaseTransitions: 1 } },
  },
  {
    name: "its own Lease, with a finalizer",
    method: "PATCH",
    path: `${leases}/${ownLease}`,
    body: { metadata: { finalizers: ["example.com/never"] } },
    refused: /takes no finalizers/,
  },
  {
    name: "its own Lease, with an annotation that is too long",
    method: "PATCH",
    path: `${leases}/${ownLease}`,
    body: { metadata: { annotations: { big: "x".repeat(70_000) } } },
    refused: /an annotation is longer than 65536/,
  },
  {
    name: "its own Lease, with the label of another node",
    method: "PATCH",
    path: `${leases}/${ownLease}`,
    body: { metadata: { labels: { "arpeggio.dev/node": "node-2" } } },
    refused: /must name node node-1/,
  },
  {
    name: "the Lease of another node",
    method: "PATCH",
    path: `${leases}/arpeggio-announcer-node-2`,
    body: { spec: { renewTime: null } },
    refused: /not that of the announcer of node node-1/,
  },
  {
    name: "its own Lease, with an owner",
    method: "PATCH",
    path: `${leases}/${ownLease}`,
    body: { metadata: { ownerReferences: [{ apiVersion: "v1", kind: "Node", name: "node-2", uid: "0" }] } },
    refused: /takes no finalizers and no owners/,
  },
  {
    name: "a Lease whose name the API server completes",
    method: "POST",
    path: leases,
    body: { metadata: { ...metadataOf("node-1"), generateName: `${ownLease}-` }, spec: { holderIdentity: "node-1" } },
    refused: /not that of the announcer of node node-1/,
  },
  {
    name: "a Lease of its own name, in another namespace",
    method: "POST",
    path: "/apis/coordination.k8s.io/v1/namespaces/default/leases",
    body: { metadata: { ...metadataOf("node-1"), name: ownLease }, spec: { holderIdentity: "node-1" } },
    refused: /forbidden/,
  },
  {
    name: "the Lease of a kubelet",
    method: "PATCH",
    path: "/apis/coordination.k8s.io/v1/namespaces/kube-node-lease/leases/node-1",
    body: { spec: { renewTime: null } },
    refused: /forbidden/,
  },
  { name: "all Leases, deleted", method: "DELETE", path: leases, refused: /forbidden/ },
  { name: "its own Lease, deleted", method: "DELETE", path: `${leases}/${ownLease}`, refused: /forbidden/ },
  {
    name: "the spec of a VirtualIP",
    method: "PATCH",
    path: `${virtualIPs}/192.0.2.100`,
    body: { spec: { l2: { order: [{ node: "node-1" }] } } },
    refused: /forbidden/,
  },
  {
    name: "a new VirtualIP",
    method: "POST",
    path: virtualIPs,
    body: {
      apiVersion: "arpeggio.dev/v1alpha1",
      kind: "VirtualIP",
      metadata: { name: "192.0.2.99" },
      spec: { address: "192.0.2.99", pool: "pool", services: [] },
    },
    refused: /forbidden/,
  },
  {
    name: "labels, finalizers and the spec of a VirtualIP, with its status: only the status is written",
    method: "PATCH",
    path: `${virtualIPs}/192.0.2.100/status`,
    body: {
      metadata: { labels: { x: "y" }, finalizers: ["example.com/never"] },
      spec: { l2: { order: [{ node: "node-1" }] } },
      status: { node: "node-1" },
    },
  },
  { name: "a VirtualIP, deleted", method: "DELETE", path: `${virtualIPs}/192.0.2.100`, refused: /forbidden/ },
  {
    name: "the status of a Service",
    method: "PATCH",
    path: "/api/v1/namespaces/default/services/kubernetes/status",
    body: { status: { loadBalancer: { ingress: [{ ip: "192.0.2.100" }] } } },
    refused: /forbidden/,
  },
  {
    name: "an event",
    method: "POST",
    path: "/api/v1/namespaces/default/events",
    body: { metadata: { name: "x" }, involvedObject: {}, reason: "X" },
    refused: /forbidden/,
  },
  {
    name: "a pool",
    method: "POST",
    path: `/apis/metallb.io/v1beta1/namespaces/${namespace}/ipaddresspools`,
    body: { metadata: { name: "p" }, spec: { addresses: ["10.0.0.0/24"] } },
    refused: /forbidden/,
  },
  {
    name: "a label of a node",
    method: "PATCH",
    path: "/api/v1/nodes/node-1",
    body: { metadata: { labels: { x: "y" } } },
    refused: /forbidden/,
  },
  {
    name: "a token",
    method: "POST",
    path: `/api/v1/namespaces/${namespace}/serviceaccounts/arpeggio-controller/token`,
    body: { spec: {} },
    refused: /forbidden/,
  },
];

Deno.test({
  name: "An announcer may write the status and the Lease of its own node only",
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

    for (const [index, { name, order = ["node-1", "node-2"], before, patch, refused }] of statuses.entries()) {
      await t.step(`status: ${name}`, async () => {
        const address = `192.0.2.${100 + index}`;
        const seats = order.map((node) => ({ node }));
        await cluster.api.request("POST", virtualIPs, {
          apiVersion: "arpeggio.dev/v1alpha1",
          kind: "VirtualIP",
          metadata: { name: address },
          spec: { address, pool: "pool", services: [], ...(order.length > 0 && { l2: { order: seats, revision: 3 } }) },
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
    await cluster.api.request("POST", leases, lease("arpeggio-announcer-node-2", "node-2"));
    for (const { name, method, path, body, refused } of others) {
      await t.step(`write: ${name}`, async () => {
        const written = announcer.request(method, path, body);
        if (refused === undefined) await written;
        else await assert.rejects(written, refused);
      });
    }
    await t.step("refused requests change nothing", async () => {
      for (const [index, { before }] of statuses.entries()) {
        if (statuses[index]?.refused === undefined) continue;
        const path = `${virtualIPs}/192.0.2.${100 + index}`;
        const stands = await cluster.api.request<{ readonly status?: unknown }>("GET", path);
        assert.deepEqual(stands.status, before);
      }
    });
    await t.step("nothing but the status of a VirtualIP has changed", async () => {
      const stands = await cluster.api.request<Pick<VirtualIP, "metadata" | "spec">>(
        "GET",
        `${virtualIPs}/192.0.2.100`,
      );
      assert.deepEqual(stands.spec.l2?.order, [{ node: "node-1" }, { node: "node-2" }]);
      assert.equal(stands.metadata.labels, undefined);
      assert.ok(!("finalizers" in stands.metadata));
    });
    await t.step("with a token that is not bound to a Pod, no status and no Lease can be written", async () => {
      const path = `${virtualIPs}/192.0.2.100/status`;
      await assert.rejects(unbound.request("PATCH", path, { status: { node: "node-1" } }), /bound to no Pod on a node/);
      await assert.rejects(
        unbound.request("POST", leases, lease("arpeggio-announcer-node-3", "node-3")),
        /bound to no Pod on a node/,
      );
    });
    await t.step("other users are not restricted", async () => {
      await cluster.api.request("PATCH", `${virtualIPs}/192.0.2.100/status`, { status: { node: "node-2" } });
    });
  },
});

/** Polls, because a policy takes effect a moment after its creation, and no event reports when. */
async function untilEnforced(unbound: ApiClient): Promise<void> {
  for (const giveUp = performance.now() + 30_000; performance.now() < giveUp;) {
    const name = `arpeggio-announcer-${crypto.randomUUID()}`;
    const enforced = await unbound.request("POST", leases, lease(name, "none")).then(() => false, () => true);
    if (enforced) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error("Cannot see the policy enforced after 30 s");
}
