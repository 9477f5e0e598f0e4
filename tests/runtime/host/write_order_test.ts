import assert from "node:assert/strict";
import type { Urgency } from "../../../runtime/host/urgency.ts";
import { patienceMs, restMs, type Want, WriteOrder } from "../../../runtime/host/write_order.ts";

function want(name: string, urgency: Urgency): Want {
  return { wanted: { what: "nothing", kind: "VirtualIP", name }, urgency, events: [] };
}

/** The id of the next object to write, or the time when the next write is due. */
function nextOf(order: WriteOrder, now: number, busy: readonly string[] = []): string | number {
  const next = order.next(now, (id) => busy.includes(id), () => undefined);
  return "due" in next ? next.due : next.id;
}

Deno.test("write order: addresses are written first, then objects that announcers wait for", () => {
  const order = new WriteOrder();
  const [address, wire, account] = [want("1", "address"), want("2", "wire"), want("3", "account")];
  order.replace([account, wire, address], 0);
  assert.equal(nextOf(order, restMs), "VirtualIP 1");
  order.done("VirtualIP 1", address);
  assert.equal(nextOf(order, restMs), "VirtualIP 2");
  order.done("VirtualIP 2", wire);
  assert.equal(nextOf(order, restMs), "VirtualIP 3");
  order.done("VirtualIP 3", account);
  assert.equal(nextOf(order, restMs), Infinity);
});

Deno.test("write order: an object with low priority is delayed; a second request for the write does not prolong the delay", () => {
  const order = new WriteOrder();
  order.replace([want("1", "account")], 0);
  assert.equal(nextOf(order, 0), restMs);
  order.replace([want("1", "account"), want("2", "account")], restMs - 1);
  assert.equal(nextOf(order, restMs - 1), restMs);
  assert.equal(nextOf(order, restMs), "VirtualIP 1");
  assert.equal(nextOf(order, restMs, ["VirtualIP 1"]), 2 * restMs - 1);
});

Deno.test("write order: a delayed object is written at once if it becomes urgent, and its next write is delayed again", () => {
  const order = new WriteOrder();
  order.replace([want("1", "account")], 0);
  const urgent = want("1", "wire");
  order.replace([urgent], 1);
  assert.equal(nextOf(order, 1), "VirtualIP 1");
  order.done("VirtualIP 1", urgent);
  order.replace([want("1", "account")], 2);
  assert.equal(nextOf(order, 2), 2 + restMs);
});

Deno.test("write order: after its delay, an object still waits for the backoff of its last failure", () => {
  const order = new WriteOrder();
  order.replace([want("1", "account")], 0);
  order.hold("VirtualIP 1", { until: 500, version: undefined, failures: 1 });
  assert.equal(nextOf(order, restMs), 500);
  order.release("VirtualIP 1");
  assert.equal(nextOf(order, restMs), "VirtualIP 1");
});

Deno.test("write order: in a long burst of addresses, after a while every third write is for an object that announcers wait for", () => {
  const order = new WriteOrder();
  const wants = ["1", "2", "3"].flatMap((name) => [want(name, "address"), want(`${name} wire`, "wire")]);
  order.replace(wants, 0);
  assert.equal(nextOf(order, patienceMs - 1), "VirtualIP 1");
  order.replace(wants, patienceMs - 1);
  const busy: string[] = [];
  for (let turn = 0; turn < wants.length; turn++) busy.push(String(nextOf(order, patienceMs, busy)));
  assert.deepEqual(busy.map((id) => id.endsWith("wire")), [true, false, false, true, false, true]);
});
