import assert from "node:assert/strict";
import type { KindName } from "../../../functions/model/kinds.ts";
import type { KubernetesEvent, Service } from "../../../functions/model/kubernetes.ts";
import { World } from "../../../runtime/host/world.ts";
import { WriteQueue } from "../../../runtime/host/write_queue.ts";
import type { Outcome, Write } from "../../../runtime/store/store.ts";
import { FakeTime } from "../../fake_time.ts";

const service: Service = {
  apiVersion: "v1",
  kind: "Service",
  metadata: { name: "web", namespace: "default", resourceVersion: "7" },
  spec: { type: "LoadBalancer", ports: [{ port: 80 }] },
};

/** Refuses every write, and records events and the number of statuses. */
class RefusingStore {
  readonly events: KubernetesEvent[] = [];
  statuses = 0;

  write<Kind extends KindName>(write: Write<Kind>): Promise<Outcome<Kind>> {
    if (write.action === "patchStatus") this.statuses++;
    if (write.action === "create" && write.object.kind === "Event") this.events.push(write.object);
    return Promise.resolve({ outcome: "refused", message: '403 policy "no-status" denied request' });
  }
}

Deno.test("after the API server refuses a Service's status, the write is repeated, and one event has the API server's message", async () => {
  using time = new FakeTime();
  const world = new World([{ kind: "Service" }], () => {});
  world.cache("Service").replace([service]);
  const store = new RefusingStore();
  const queue = new WriteQueue({ store, world, mayWrite: () => true });
  const status = { loadBalancer: { ingress: [{ ip: "192.0.2.1" }] } };
  const wanted = { what: "status", kind: "Service", name: "web", namespace: "default", status } as const;
  queue.want([{ wanted, urgency: "address", events: [] }]);
  await time.pass(60_000);
  assert.ok(store.statuses > 3, `${store.statuses} writes`);
  const [event, ...more] = store.events;
  assert.deepEqual(more, []);
  assert.deepEqual([event?.type, event?.reason, event?.involvedObject.name], ["Warning", "StatusRefused", "web"]);
  assert.match(event?.message ?? "", /: 403 policy "no-status" denied request; see which right, policy or webhook /);
  await queue.stop(0);
});

Deno.test("a write in flight counts once in the size of the queue, also after it is no longer wanted", async () => {
  const world = new World([{ kind: "Service" }], () => {});
  world.cache("Service").replace([service]);
  const answer = Promise.withResolvers<void>();
  const store = {
    async write<Kind extends KindName>(): Promise<Outcome<Kind>> {
      await answer.promise;
      return { outcome: "refused", message: "403" };
    },
  };
  const queue = new WriteQueue({ store, world, mayWrite: () => true });
  const status = { loadBalancer: { ingress: [{ ip: "192.0.2.1" }] } };
  const wanted = { what: "status", kind: "Service", name: "web", namespace: "default", status } as const;
  queue.want([{ wanted, urgency: "address", events: [] }]);
  assert.equal(queue.size, 1);
  queue.want([]);
  assert.equal(queue.size, 1);
  answer.resolve();
  await queue.stop(1_000);
});
