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

Deno.test.each([
  { name: "a short name", of: "web", begins: "web." },
  { name: "the longest name", of: "n".repeat(253), begins: `${"n".repeat(236)}.` },
  {
    name: "a long name with a dot where it is cut",
    of: `${"n".repeat(235)}.${"m".repeat(17)}`,
    begins: `${"n".repeat(235)}.`,
  },
])("an event about an object with $name has a valid name", ({ of, begins }) => {
  const object = { ...service, metadata: { ...service.metadata, name: of } };
  const { metadata: { name }, involvedObject } = eventAbout(object, {
    type: "Normal",
    reason: "Announced",
    message: "",
  }, 0);
  assert.match(name, /^[a-z0-9]+(?:[-.][a-z0-9]+)*$/);
  assert.ok(name.length <= 253 && name.startsWith(begins), name);
  assert.equal(involvedObject.name, of);
});
