import assert from "node:assert/strict";
import type { VirtualIP } from "../../../functions/model/crds.ts";
import type { Lease } from "../../../functions/model/kubernetes.ts";
import { NodePlan } from "../../../runtime/announcer/node_plan.ts";
import { PlanScope } from "../../../runtime/announcer/plan_scope.ts";
import { FolderStore } from "../../../runtime/store/folder/folder_store.ts";
import type { MergePatch, Selection, Store } from "../../../runtime/store/store.ts";

const namespace = "metallb-system";
const mine = { "node.arpeggio.dev/me": "true" };

/** A plan that follows a real folder, and the selections that the plan follows in the store. */
class Scene implements AsyncDisposable {
  readonly store: Store;
  readonly held = new Set<string>();
  readonly followed: Selection[] = [];
  readonly plan: NodePlan;
  readonly #folder: string;
  readonly #stop = new AbortController();
  #heard = Promise.withResolvers<void>();
  #following: Promise<void> | undefined;

  private constructor(folder: string, store: Store) {
    this.#folder = folder;
    this.store = store;
    const watched: Store = {
      list: (selection, signal) => store.list(selection, signal),
      write: (write, signal) => store.write(write, signal),
      follow: (selection, sink, signal) => {
        this.followed.push(selection);
        return store.follow(selection, sink, signal);
      },
      [Symbol.asyncDispose]: () => Promise.resolve(),
    };
    this.plan = new NodePlan({
      node: "me",
      namespace,
      store: watched,
      scopes: new PlanScope({ node: "me", namespace, store: watched, askEveryMs: 20 }),
      holds: (address) => this.held.has(address),
      onLease: () => {},
      onChange: () => this.#heard.resolve(),
    });
  }

  static async open(controller: Lease | undefined, virtualIPs: readonly VirtualIP[]): Promise<Scene> {
    const folder = await Deno.makeTempDir({ prefix: "arpeggio-plan-" });
    const store = await FolderStore.open(folder, { namespace });
    const scene = new Scene(folder, store);
    if (controller !== undefined) await scene.#create(controller);
    for (const virtualIP of virtualIPs) await scene.#create(virtualIP);
    scene.#following = scene.plan.follow(scene.#stop.signal);
    await scene.until(() => scene.plan.isKnown);
    return scene;
  }

  get addresses(): readonly string[] {
    return this.plan.addresses.toSorted();
  }

  /** Waits for changes of the plan until the check holds. */
  async until(holds: () => boolean): Promise<void> {
    while (!holds()) {
      await this.#heard.promise;
      this.#heard = Promise.withResolvers();
    }
  }

  async patch(kind: "VirtualIP" | "Lease", name: string, patch: MergePatch): Promise<void> {
    const target = { kind, name, ...(kind === "Lease" && { namespace }) };
    assert.equal((await this.store.write({ action: "patch", target, patch })).outcome, "written");
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#stop.abort();
    await this.#following;
    await this.store[Symbol.asyncDispose]();
    await Deno.remove(this.#folder, { recursive: true });
  }

  async #create(object: VirtualIP | Lease): Promise<void> {
    const { kind } = object;
    const write = object.kind === "Lease"
      ? { action: "create", kind: "Lease", object } as const
      : { action: "create", kind: "VirtualIP", object } as const;
    assert.equal((await this.store.write(write)).outcome, "written", kind);
  }
}

Deno.test("if the controller writes labels, the plan follows only labelled VirtualIPs", async () => {
  await using scene = await Scene.open(controllerLease("new"), [vip(1, ["me", "you"], mine), vip(2, ["you"], {})]);
  assert.deepEqual(scene.addresses, ["10.0.0.1"]);
  assert.deepEqual(scene.followed.filter(({ kind }) => kind === "VirtualIP"), [{ kind: "VirtualIP", labels: mine }]);
});

Deno.test.each<{ name: string; lease: Lease | undefined }>([
  { name: "an older release leads", lease: controllerLease("old", "new") },
  { name: "no controller has ever led", lease: undefined },
])("if $name, VirtualIPs without labels are found", async ({ lease }) => {
  await using scene = await Scene.open(lease, [vip(1, ["me"], {}), vip(2, ["you"], {})]);
  assert.deepEqual(scene.addresses, ["10.0.0.1"]);
});

Deno.test("when an older release takes over, VirtualIPs without labels are found; when a newer one takes over again, only labelled ones are followed", async () => {
  await using scene = await Scene.open(controllerLease("new"), [vip(1, ["me"], mine), vip(2, ["me"], {})]);
  assert.deepEqual(scene.addresses, ["10.0.0.1"]);
  await scene.patch("Lease", "arpeggio-controller", { spec: { holderIdentity: "old" } });
  await scene.until(() => scene.addresses.length === 2);
  await scene.patch("Lease", "arpeggio-controller", {
    metadata: { annotations: { "arpeggio.dev/labelling": "new" } },
    spec: { holderIdentity: "new" },
  });
  const isLabelled = (): boolean => scene.followed.filter(({ labels }) => labels !== undefined).length === 2;
  await scene.patch("VirtualIP", "10.0.0.2", { metadata: { labels: mine } });
  await scene.until(isLabelled);
  assert.deepEqual(scene.addresses, ["10.0.0.1", "10.0.0.2"]);
});

Deno.test("an address that this node holds stays in the plan with its new order after its label is removed", async () => {
  await using scene = await Scene.open(controllerLease("new"), [vip(1, ["me", "you"], mine)]);
  scene.held.add("10.0.0.1");
  await scene.patch("VirtualIP", "10.0.0.1", {
    metadata: { labels: { "node.arpeggio.dev/me": null } },
    spec: { l2: { order: [{ node: "you" }] } },
  });
  const order = (): readonly string[] =>
    scene.plan.virtualIPs.flatMap(({ spec }) => spec.l2?.order ?? []).map(({ node }) => node);
  await scene.until(() => order().join() === "you");
  assert.deepEqual(scene.addresses, ["10.0.0.1"]);
});

Deno.test("an address that this node does not hold leaves the plan when its label is removed", async () => {
  await using scene = await Scene.open(controllerLease("new"), [vip(1, ["me", "you"], mine)]);
  await scene.patch("VirtualIP", "10.0.0.1", {
    metadata: { labels: { "node.arpeggio.dev/me": null } },
    spec: { l2: { order: [{ node: "you" }] } },
  });
  await scene.until(() => scene.addresses.length === 0);
});

Deno.test("an address that this node holds leaves the plan when the VirtualIP is deleted", async () => {
  await using scene = await Scene.open(controllerLease("new"), [vip(1, ["me"], mine)]);
  scene.held.add("10.0.0.1");
  await scene.store.write({ action: "delete", target: { kind: "VirtualIP", name: "10.0.0.1" } });
  await scene.until(() => scene.addresses.length === 0);
});

function vip(last: number, order: readonly string[], labels: Readonly<Record<string, string>>): VirtualIP {
  const address = `10.0.0.${last}`;
  return {
    apiVersion: "arpeggio.dev/v1alpha1",
    kind: "VirtualIP",
    metadata: { name: address, labels },
    spec: { address, pool: "p", services: [], l2: { order: order.map((node) => ({ node })), revision: 1 } },
  };
}

function controllerLease(holderIdentity: string, said = holderIdentity): Lease {
  return {
    apiVersion: "coordination.k8s.io/v1",
    kind: "Lease",
    metadata: { name: "arpeggio-controller", namespace, annotations: { "arpeggio.dev/labelling": said } },
    spec: { holderIdentity, leaseDurationSeconds: 6, renewTime: "2026-01-01T00:00:00.000000Z" },
  };
}
