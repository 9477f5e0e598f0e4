import assert from "node:assert/strict";
import fc from "fast-check";
import { faults, type Schema, unknownFields } from "../../../runtime/store/schema/structural_schema.ts";

interface Row {
  readonly name: string;
  readonly schema: Schema;
  readonly value: unknown;
  readonly want: readonly string[];
}

const rows: readonly Row[] = [
  { name: "text", schema: { type: "string" }, value: "x", want: [] },
  { name: "a number instead of a text", schema: { type: "string" }, value: 5, want: ["expected text, found number 5"] },
  { name: "null for text", schema: { type: "string" }, value: null, want: ["expected text, found nothing"] },
  { name: "null where it is allowed", schema: { type: "string", nullable: true }, value: null, want: [] },
  {
    name: "text for a boolean",
    schema: { type: "boolean" },
    value: "yes",
    want: ['expected true or false, found text "yes"'],
  },
  {
    name: "a fraction instead of a whole number",
    schema: { type: "integer" },
    value: 1.5,
    want: ["expected a whole number, found number 1.5"],
  },
  { name: "a fraction, for the type number", schema: { type: "number" }, value: 1.5, want: [] },
  {
    name: "infinity for a number",
    schema: { type: "number" },
    value: Infinity,
    want: ["expected a number, found number Infinity"],
  },
  {
    name: "a list instead of a map",
    schema: { type: "object" },
    value: [1],
    want: ["expected a map, found a list of 1 item"],
  },
  { name: "a map instead of a list", schema: { type: "array" }, value: {}, want: ["expected a list, found a map"] },
  { name: "text as a target port", schema: { "x-kubernetes-int-or-string": true }, value: "http", want: [] },
  { name: "a number as a target port", schema: { "x-kubernetes-int-or-string": true }, value: 80, want: [] },
  {
    name: "a boolean as a target port",
    schema: { "x-kubernetes-int-or-string": true },
    value: true,
    want: ["expected text or a whole number, found true"],
  },
  {
    name: "a word that is not in the enum",
    schema: { type: "string", enum: ["In", "NotIn"] },
    value: "in",
    want: ['expected one of In, NotIn, found text "in"'],
  },
  {
    name: "too small",
    schema: { type: "integer", minimum: 1 },
    value: 0,
    want: ["expected at least 1, found number 0"],
  },
  {
    name: "too large",
    schema: { type: "integer", maximum: 9 },
    value: 10,
    want: ["expected at most 9, found number 10"],
  },
  {
    name: "too short",
    schema: { type: "string", minLength: 1 },
    value: "",
    want: ['expected at least 1 characters, found text ""'],
  },
  {
    name: "the longest allowed text, in code points",
    schema: { type: "string", maxLength: 2 },
    value: "🎵🎶",
    want: [],
  },
  {
    name: "too many items",
    schema: { type: "array", maxItems: 1 },
    value: [1, 2],
    want: ["expected at most 1 items, found a list of 2 items"],
  },
  {
    name: "text that does not match",
    schema: { type: "string", pattern: "^a+$" },
    value: "b",
    want: ['expected text that matches ^a+$, found text "b"'],
  },
  { name: "a time", schema: { type: "string", format: "date-time" }, value: "2026-11-23T10:00:00.5+01:00", want: [] },
  {
    name: "a text that is not a time",
    schema: { type: "string", format: "date-time" },
    value: "2026-13-01T00:00:00Z",
    want: ['expected a time like 2026-11-23T10:00:00Z, found text "2026-13-01T00:00:00Z"'],
  },
  {
    name: "a day that does not exist",
    schema: { type: "string", format: "date-time" },
    value: "2026-02-30T00:00:00Z",
    want: ['expected a time like 2026-11-23T10:00:00Z, found text "2026-02-30T00:00:00Z"'],
  },
  { name: "anything for an empty schema", schema: {}, value: [null, {}], want: [] },
];

Deno.test.each([...rows])("faults() judges $name", ({ schema, value, want }) => {
  assert.deepEqual(faults(schema, value), want.map((message) => ({ path: "", message })));
});

const server: Schema = {
  type: "object",
  required: ["name"],
  properties: {
    name: { type: "string" },
    ports: { type: "array", items: { type: "object", properties: { port: { type: "integer" } } } },
    labels: { type: "object", additionalProperties: { type: "string" } },
  },
};

Deno.test("faults() gives the path of each fault", () => {
  const value = { ports: [{ port: 1 }, { port: "x" }, 3], labels: { app: 1, "example.com/tier": 2 } };
  assert.deepEqual(faults(server, value).map(({ path, message }) => `${path}: ${message}`), [
    "name: required, but missing",
    'ports[1].port: expected a whole number, found text "x"',
    "ports[2]: expected a map, found number 3",
    "labels.app: expected text, found number 1",
    'labels["example.com/tier"]: expected text, found number 2',
  ]);
});

Deno.test("faults() reads only own fields", () => {
  const text: Schema = { type: "string" };
  const schema: Schema = { type: "object", required: ["toString"], properties: { constructor: text } };
  assert.deepEqual(faults(schema, {}), [{ path: "toString", message: "required, but missing" }]);
});

Deno.test("unknownFields() finds the fields that a schema does not name, except in open maps", () => {
  const value = { name: "x", prots: [], ports: [{ port: 1, prto: 2 }], labels: { any: "thing" } };
  assert.deepEqual(unknownFields(server, value).map(({ path }) => path), ["prots", "ports[0].prto"]);
  assert.deepEqual(unknownFields({ ...server, "x-kubernetes-preserve-unknown-fields": true }, value), [
    { path: "ports[0].prto", message: "unknown field" },
  ]);
});

/** Random schemas whose inner schemas come from `part`. */
function schemasOf(part: fc.Arbitrary<Schema>): fc.Arbitrary<Schema> {
  return fc.record({
    type: fc.constantFrom("object", "array", "string", "integer", "number", "boolean"),
    nullable: fc.boolean(),
    required: fc.array(fc.string()),
    properties: fc.dictionary(fc.string(), part, { maxKeys: 3 }),
    additionalProperties: part,
    items: part,
    enum: fc.array(fc.string()),
    format: fc.constantFrom("date-time", "int64"),
    minimum: fc.integer(),
    maxLength: fc.nat(),
    maxItems: fc.nat(),
  }, { requiredKeys: [] });
}

const schemas = schemasOf(schemasOf(fc.constant({})));

Deno.test("faults() and unknownFields() do not throw, whatever the value", () => {
  fc.assert(fc.property(schemas, fc.anything(), (schema, value) => {
    for (const { path, message } of [...faults(schema, value), ...unknownFields(schema, value)]) {
      assert.equal(typeof path, "string");
      assert.notEqual(message, "");
    }
  }));
});
