import assert from "node:assert/strict";
import type { KubernetesEvent } from "../../../functions/model/kubernetes.ts";
import { EventQueue } from "../../../runtime/host/event_queue.ts";
import { restMs } from "../../../runtime/host/write_order.ts";

function event(name: string): KubernetesEvent {
  return {
    apiVersion: "v1",
    kind: "Event",
    metadata: { name, namespace: "default" },
    type: "Normal",
    reason: "IPAllocated",
    message: name,
    involvedObject: { apiVersion: "v1", kind: "Service", name: "nginx", namespace: "default" },
    source: { component: "arpeggio-controller" },
    firstTimestamp: "2026-11-23T10:00:00Z",
    lastTimestamp: "2026-11-23T10:00:00Z",
    count: 1,
  };
}

Deno.test("event queue: events wait a moment, and are sent in order", () => {
  const queue = new EventQueue();
  assert.equal(queue.due, Infinity);
  queue.push([event("a"), event("b")], 0);
  queue.push([event("c")], 10);
  assert.equal(queue.take(restMs - 1), undefined);
  assert.equal(queue.due, restMs);
  const names = Array.from({ length: 3 }, () => queue.take(restMs)?.metadata.name);
  assert.deepEqual(names, ["a", "b", undefined]);
  assert.equal(queue.due, restMs + 10);
  assert.equal(queue.size, 1);
});

Deno.test("event queue: if there are too many, the oldest are dropped", () => {
  const queue = new EventQueue();
  queue.push(Array.from({ length: 10_002 }, (_, index) => event(`${index}`)), 0);
  assert.equal(queue.size, 10_000);
  assert.equal(queue.take(restMs)?.metadata.name, "2");
});
