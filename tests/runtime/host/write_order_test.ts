import assert from "node:assert/strict";
import type { Urgency } from "../../../runtime/host/urgency.ts";
import { patienceMs, restMs, type Want, WriteOrder } from "../../../runtime/host/write_order.ts";

function want(name: string, urgency: Urgency): Want {
  return { wanted: { what: "nothing", kind: "VirtualIP", name }, urgency, events: [] };
}

/** The name of what is written next, or when there is something to write. */
function nextOf(order: WriteOrder, now: number, busy: readonly string[] = []): string | number {
  const next = order.next(now, (id) => busy.includes(id), () => undefined);
  return "due" in next ? next.due : next.id;
}

Deno.test("write order: addresses go out first, then what the announcers wait for", () => {
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

Deno.test("write order: what nobody waits for rests, but not longer when it is wanted anew meanwhile", () => {
  const order = new WriteOrder();
  order.replace([want("1", "account")], 0);
  assert.equal(nextOf(order, 0), restMs);
  order.replace([want("1", "account"), want("2", "account")], restMs - 1);
  assert.equal(nextOf(order, restMs - 1), restMs);
  assert.equal(nextOf(order, restMs), "VirtualIP 1");
  assert.equal(nextOf(order, restMs, ["VirtualIP 1"]), 2 * restMs - 1);
});

Deno.test("write order: what rests goes out at once when it becomes urgent, and rests anew when it was done", () => {
  const order = new WriteOrder();
  order.replace([want("1", "account")], 0);
  const urgent = want("1", "wire");
  order.replace([urgent], 1);
  assert.equal(nextOf(order, 1), "VirtualIP 1");
  order.done("VirtualIP 1", urgent);
  order.replace([want("1", "account")], 2);
  assert.equal(nextOf(order, 2), 2 + restMs);
});

Deno.test("write order: what has rested still waits for as long as its last failure asks", () => {
  const order = new WriteOrder();
  order.replace([want("1", "account")], 0);
  order.hold("VirtualIP 1", { until: 500, version: undefined, failures: 1 });
  assert.equal(nextOf(order, restMs), 500);
  order.release("VirtualIP 1");
  assert.equal(nextOf(order, restMs), "VirtualIP 1");
});

Deno.test("write order: in a long burst of addresses what the announcers wait for gets every third turn in the end", () => {
  const order = new WriteOrder();
  const wants = ["1", "2", "3"].flatMap((name) => [want(name, "address"), want(`${name} wire`, "wire")]);
  order.replace(wants, 0);
  assert.equal(nextOf(order, patienceMs - 1), "VirtualIP 1");
  order.replace(wants, patienceMs - 1);
  const busy: string[] = [];
  for (let turn = 0; turn < wants.length; turn++) busy.push(String(nextOf(order, patienceMs, busy)));
  assert.deepEqual(busy.map((id) => id.endsWith("wire")), [true, false, false, true, false, true]);
});
