/**
 * Tests that every kind of store must pass.
 *
 * @module
 */

import assert from "node:assert/strict";
import type { VirtualIP } from "../../../functions/model/crds.ts";
import type { KindName } from "../../../functions/model/kinds.ts";
import type { Lease } from "../../../functions/model/kubernetes.ts";
import { compareResourceVersions } from "../../../runtime/store/resource_version.ts";
import type { Outcome, Selection, Store } from "../../../runtime/store/store.ts";
import { Recorder } from "./recorder.ts";

/** A store, and functions that change its objects as a user does, without the store. */
export interface Ground {
  readonly store: Store;
  /** Another store with the same objects, as in another process. */
  readonly other: Store;
  /** A namespace without objects, which no other test uses. Objects without a namespace may be from earlier tests. */
  readonly namespace: string;
  /** Applies YAML as a user does. */
  apply(yaml: string): Promise<void>;
  /** Deletes an object as a user does. */
  delete(kind: KindName, name: string): Promise<void>;
}

type Case = (ground: Ground) => Promise<void>;

/** Follows a selection during a test. */
async function following<Kind extends KindName>(
  store: Store,
  selection: Selection<Kind>,
  action: (recorder: Recorder<Kind>) => Promise<void>,
): Promise<void> {
  const recorder = new Recorder<Kind>();
  const stop = new AbortController();
  const followed = store.follow(selection, recorder, stop.signal);
  try {
    await recorder.until(({ calls }) => calls.some((call) => call.startsWith("replace")));
    await action(recorder);
  } finally {
    stop.abort();
    await followed;
  }
}

function service(name: string, namespace: string, more = "type: LoadBalancer"): string {
  return `
apiVersion: v1
kind: Service
metadata: {name: ${name}, namespace: ${namespace}, labels: {app: ${name}}}
spec: {${more}, ports: [{port: 80}], selector: {app: ${name}}}
`;
}

function pool(name: string, namespace: string): string {
  return `
apiVersion: metallb.io/v1beta1
kind: IPAddressPool
metadata: {name: ${name}, namespace: ${namespace}, labels: {tier: ${name}}}
spec: {addresses: [192.0.2.0/28]}
`;
}

function virtualIP(address: string): VirtualIP {
  return {
    apiVersion: "arpeggio.dev/v1alpha1",
    kind: "VirtualIP",
    metadata: { name: address, labels: { first: "1" } },
    spec: { address, pool: "first", services: [{ namespace: "default", name: "nginx" }] },
  };
}

function lease(name: string, namespace: string): Lease {
  return {
    apiVersion: "coordination.k8s.io/v1",
    kind: "Lease",
    metadata: { name, namespace },
    spec: { holderIdentity: "me", leaseDurationSeconds: 6 },
  };
}

function written<Kind extends KindName>(
  outcome: Outcome<Kind>,
): Extract<Outcome<Kind>, { outcome: "written" }>["object"] {
  assert.equal(outcome.outcome, "written", "message" in outcome ? outcome.message : "");
  assert.ok("object" in outcome);
  return outcome.object;
}

async function listed<Kind extends KindName>(store: Store, selection: Selection<Kind>): Promise<string[]> {
  const listing = await store.list(selection);
  assert.ok("objects" in listing, "message" in listing ? listing.message : "");
  return listing.objects.map(({ metadata }) => metadata.name).toSorted();
}

/** Addresses in TEST-NET-1, unique among the tests that share a cluster. */
let addresses = 0;
function freshAddress(): string {
  return `192.0.2.${++addresses}`;
}

export const cases: Readonly<Record<string, Case>> = {
  "lists the objects that match namespace, labels and fields": async ({ store, apply, namespace }) => {
    assert.deepEqual(await listed(store, { kind: "IPAddressPool", namespace }), []);
    await apply(
      [
        pool("one", namespace),
        pool("two", namespace),
        service("lb", namespace),
        service("inner", namespace, "type: ClusterIP"),
      ].join("---"),
    );
    await following(store, { kind: "IPAddressPool", namespace }, (seen) => seen.until(({ keys }) => keys.length === 2));
    await following(store, { kind: "Service", namespace }, (seen) => seen.until(({ keys }) => keys.length === 2));
    assert.deepEqual(await listed(store, { kind: "IPAddressPool", namespace }), ["one", "two"]);
    assert.deepEqual(await listed(store, { kind: "IPAddressPool", namespace, labels: { tier: "two" } }), ["two"]);
    const fields = { "spec.type": "LoadBalancer" };
    assert.deepEqual(await listed(store, { kind: "Service", namespace, fields }), ["lb"]);
    assert.deepEqual(await listed(store, { kind: "Service", namespace, fields: { "metadata.name": "inner" } }), [
      "inner",
    ]);
    assert.deepEqual(await listed(store, { kind: "IPAddressPool", namespace: `${namespace}-none` }), []);
  },

  "follows the objects that a user creates, changes and deletes": async (ground) => {
    const { store, apply, namespace } = ground;
    await apply(pool("before", namespace));
    await following(store, { kind: "IPAddressPool", namespace }, async (seen) => {
      await seen.until(({ keys }) => keys.length === 1);
      await apply(pool("later", namespace));
      await seen.until(({ keys }) => keys.length === 2);
      await apply(pool("later", namespace).replace("192.0.2.0/28", "198.51.100.0/24"));
      await seen.until(({ objects }) => objects.get(`${namespace}/later`)?.spec.addresses[0] === "198.51.100.0/24");
      await ground.delete("IPAddressPool", "before");
      await seen.until(({ keys }) => keys.length === 1);
      assert.deepEqual(seen.keys, [`${namespace}/later`]);
    });
  },

  "a Service leaves the selection when its type changes, and returns when it is of type LoadBalancer again": async (
    { store, apply, namespace },
  ) => {
    const selection = { kind: "Service", namespace, fields: { "spec.type": "LoadBalancer" } } as const;
    await following(store, selection, async (seen) => {
      await apply(service("web", namespace));
      await seen.until(({ keys }) => keys.length === 1);
      await apply(service("web", namespace, "type: ClusterIP"));
      await seen.until(({ keys }) => keys.length === 0);
      assert.equal(seen.calls.at(-1), `remove ${namespace}/web`);
      await apply(service("web", namespace));
      await seen.until(({ keys }) => keys.length === 1);
    });
  },

  "objects have only the fields that the program uses": async ({ store, apply, namespace }) => {
    await apply(`
apiVersion: v1
kind: Service
metadata:
  name: web
  namespace: ${namespace}
  annotations: {metallb.io/address-pool: first, kubectl.kubernetes.io/last-applied-configuration: "{}"}
spec: {type: LoadBalancer, sessionAffinity: ClientIP, ports: [{port: 80, targetPort: 8080}]}
`);
    await following(store, { kind: "Service", namespace }, async (seen) => {
      await seen.until(({ keys }) => keys.length === 1);
      const object = seen.objects.get(`${namespace}/web`);
      assert.equal(object?.apiVersion, "v1");
      assert.equal(object?.kind, "Service");
      assert.match(object?.metadata.resourceVersion ?? "", /^[0-9]+$/);
      assert.deepEqual(object?.metadata.annotations, { "metallb.io/address-pool": "first" });
      assert.equal(object?.spec.ports?.[0]?.port, 80);
      const text = JSON.stringify(object);
      for (const field of ["managedFields", "sessionAffinity", "targetPort"]) assert.ok(!text.includes(field), field);
    });
  },

  "creates once": async ({ store, other }) => {
    const address = freshAddress();
    const object = written(await store.write({ action: "create", kind: "VirtualIP", object: virtualIP(address) }));
    assert.deepEqual(object.spec, virtualIP(address).spec);
    assert.ok(object.metadata.uid !== undefined && object.metadata.creationTimestamp !== undefined);
    assert.ok((await listed(store, { kind: "VirtualIP" })).includes(address));
    const again = await other.write({ action: "create", kind: "VirtualIP", object: virtualIP(address) });
    assert.equal(again.outcome, "exists");
  },

  "every follower receives a written object": async ({ store, other }) => {
    const address = freshAddress();
    await following(store, { kind: "VirtualIP" }, (own) =>
      following(other, { kind: "VirtualIP" }, async (theirs) => {
        written(await store.write({ action: "create", kind: "VirtualIP", object: virtualIP(address) }));
        for (const seen of [own, theirs]) await seen.until(({ objects }) => objects.has(address));
        const target = { kind: "VirtualIP", name: address } as const;
        const status = { node: "test-1" };
        const patched = written(await other.write({ action: "patchStatus", target, patch: { status } }));
        for (const seen of [own, theirs]) {
          await seen.until(({ objects }) => objects.get(address)?.status?.node === "test-1");
          assert.equal(seen.objects.get(address)?.metadata.resourceVersion, patched.metadata.resourceVersion);
        }
        assert.equal((await store.write({ action: "delete", target })).outcome, "gone");
        for (const seen of [own, theirs]) await seen.until(({ objects }) => !objects.has(address));
      }));
  },

  "a patch of the spec does not change the status, and a patch of the status does not change the spec": async (
    { store },
  ) => {
    const address = freshAddress();
    const target = { kind: "VirtualIP", name: address } as const;
    const created = written(await store.write({ action: "create", kind: "VirtualIP", object: virtualIP(address) }));
    const both = { spec: { pool: "second" }, status: { node: "test-2" } };
    const status = written(await store.write({ action: "patchStatus", target, patch: both }));
    assert.deepEqual([status.spec.pool, status.status?.node], ["first", "test-2"]);
    const spec = written(
      await store.write({
        action: "patch",
        target,
        patch: { ...both, metadata: { labels: { first: null, second: "2" } }, status: { node: "test-3" } },
      }),
    );
    assert.deepEqual([spec.spec.pool, spec.status?.node], ["second", "test-2"]);
    assert.deepEqual(spec.metadata.labels, { second: "2" });
    assert.deepEqual(spec.spec.services, created.spec.services);
    const versions = [created, status, spec].map(({ metadata }) => metadata.resourceVersion);
    assert.deepEqual(versions.toSorted(compareResourceVersions), versions);
    assert.deepEqual([created.metadata.generation, status.metadata.generation, spec.metadata.generation], [1, 1, 2]);
  },

  "a Service's annotation and status are written in one request": async ({ store, apply, namespace }) => {
    await apply(service("web", namespace));
    const target = { kind: "Service", name: "web", namespace } as const;
    await following(store, { kind: "Service", namespace }, async (seen) => {
      await seen.until(({ keys }) => keys.length === 1);
      const annotations = { "metallb.io/ip-allocated-from-pool": "first" };
      const status = { loadBalancer: { ingress: [{ ip: "192.0.2.1" }] } };
      const given = written(
        await store.write({ action: "patchStatus", target, patch: { metadata: { annotations }, status } }),
      );
      assert.deepEqual(given.metadata.annotations, annotations);
      assert.equal(given.status?.loadBalancer?.ingress?.[0]?.ip, "192.0.2.1");
      await seen.until(({ objects }) => objects.get(`${namespace}/web`)?.status?.loadBalancer?.ingress !== undefined);
      const taken = written(
        await store.write({
          action: "patchStatus",
          target,
          patch: {
            metadata: { annotations: { "metallb.io/ip-allocated-from-pool": null } },
            status: { loadBalancer: null },
          },
        }),
      );
      assert.equal(taken.metadata.annotations, undefined);
      assert.equal(taken.status?.loadBalancer?.ingress, undefined);
    });
  },

  "a write with an old resourceVersion is a conflict and changes nothing": async ({ store, other }) => {
    const address = freshAddress();
    const created = written(await store.write({ action: "create", kind: "VirtualIP", object: virtualIP(address) }));
    const target = { kind: "VirtualIP", name: address } as const;
    const fenced = { ...target, ...fence(created) };
    written(await other.write({ action: "patch", target: fenced, patch: { spec: { pool: "second" } } }));
    const late = [
      await store.write({ action: "patch", target: fenced, patch: { spec: { pool: "third" } } }),
      await store.write({ action: "patchStatus", target: fenced, patch: { status: { node: "test-1" } } }),
      await store.write({ action: "delete", target: fenced }),
    ];
    assert.deepEqual(late.map(({ outcome }) => outcome), ["conflict", "conflict", "conflict"]);
    const listing = await store.list({ kind: "VirtualIP" });
    const now = listing.outcome === "listed"
      ? listing.objects.find(({ metadata }) => metadata.name === address)
      : undefined;
    assert.deepEqual([now?.spec.pool, now?.status?.node], ["second", undefined]);
  },

  "a write to a missing object has the outcome gone": async ({ store, namespace }) => {
    const target = { kind: "IPAddressPool", name: "nowhere", namespace } as const;
    const outcomes = [
      await store.write({ action: "patch", target, patch: { spec: { autoAssign: false } } }),
      await store.write({ action: "patchStatus", target, patch: { status: {} } }),
      await store.write({ action: "delete", target }),
    ];
    assert.deepEqual(outcomes.map(({ outcome }) => outcome), ["gone", "gone", "gone"]);
  },

  "of many writers with the same resourceVersion, exactly one succeeds": async ({ store, other, namespace }) => {
    const created = written(await store.write({ action: "create", kind: "Lease", object: lease("race", namespace) }));
    const target = { kind: "Lease", name: "race", namespace, ...fence(created) } as const;
    const outcomes = await Promise.all(Array.from({ length: 10 }, (_, at) =>
      (at % 2 === 0 ? store : other).write({
        action: "patch",
        target,
        patch: { spec: { holderIdentity: `writer-${at}` } },
      })));
    assert.deepEqual(outcomes.map(({ outcome }) => outcome).toSorted(), [
      ...Array.from({ length: 9 }, () => "conflict"),
      "written",
    ]);
  },

  "a write of an invalid object is refused": async ({ store, namespace }) => {
    const refused = await store.write({
      action: "create",
      kind: "Lease",
      object: { ...lease("Not A Name", namespace) },
    });
    assert.equal(refused.outcome, "refused");
  },

  "following ends when the signal aborts, and reports no later changes": async ({ store, apply, namespace }) => {
    const stop = new AbortController();
    const seen = new Recorder<"IPAddressPool">();
    const followed = store.follow({ kind: "IPAddressPool", namespace }, seen, stop.signal);
    await seen.until(({ calls }) => calls.includes("connected true"));
    stop.abort();
    await followed;
    const { length } = seen.calls;
    await apply(pool("unseen", namespace));
    await following(store, { kind: "IPAddressPool", namespace }, (now) => now.until(({ keys }) => keys.length === 1));
    assert.equal(seen.calls.length, length);
    await store.follow({ kind: "IPAddressPool", namespace }, seen, AbortSignal.abort());
  },
};

function fence(
  { metadata }: { readonly metadata: { readonly resourceVersion?: string } },
): { resourceVersion: string } {
  assert.ok(metadata.resourceVersion !== undefined);
  return { resourceVersion: metadata.resourceVersion };
}
