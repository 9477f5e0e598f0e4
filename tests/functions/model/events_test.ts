import assert from "node:assert/strict";
import { eventAbout } from "../../../functions/model/events.ts";

const service = { apiVersion: "v1", kind: "Service", metadata: { name: "web", namespace: "default" } };

const rows = [
  { name: "a short message whole", message: "Assigned 192.0.2.1" },
  { name: "a message that quotes a huge annotation", message: `Cannot read "${"x".repeat(250_000)}"` },
  { name: "a message of many parts", message: "192.0.2.1: taken; ".repeat(1000) },
];

Deno.test.each(rows)("an event keeps $name, up to 1,024 characters", ({ message: whole }) => {
  const { message } = eventAbout(service, { type: "Warning", reason: "AllocationFailed", message: whole }, 0);
  assert.ok(message.length <= 1024);
  assert.equal(message.slice(0, 16), whole.slice(0, 16));
  assert.equal(message === whole, whole.length <= 1024);
});
