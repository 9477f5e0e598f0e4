import assert from "node:assert/strict";
import { schemaLimits } from "../../../runtime/reading/schema_limits.ts";
import { readManifestText } from "../../../runtime/reading/manifest_text.ts";
import { manifestsOf } from "../../../runtime/reading/read_manifests.ts";

function pool(entries: number): string {
  const addresses = Array.from({ length: entries }, (_, index) => `10.${index >> 8}.${index & 255}.1/32`);
  return `{apiVersion: metallb.io/v1beta1, kind: IPAddressPool, metadata: {name: many}, spec: {addresses: [${addresses}]}}`;
}

const rows = [
  { name: "a pool of 2048 entries is within the API server's limit", text: pool(2048), says: [] },
  {
    name: "a pool of 2049 entries exceeds the limit",
    text: pool(2049),
    says: ["IPAddressPool many: spec.addresses: expected at most 2048 items, found a list of 2049 items"],
  },
  {
    name: "an entry of 129 characters exceeds the limit",
    text: pool(1).replace("10.0.0.1/32", "a".repeat(129)),
    says: [`IPAddressPool many: spec.addresses[0]: expected at most 128 characters, found text "${"a".repeat(60)}…"`],
  },
];

for (const { name, text, says } of rows) {
  Deno.test(`schema limits: ${name}`, async () => {
    const { observed } = manifestsOf((await readManifestText(text, "many.yaml")).objects);
    const faults = schemaLimits(observed, []);
    assert.deepEqual(
      faults.map(({ object, field, message }) => `${object.kind} ${object.name}: ${field}: ${message}`),
      says,
    );
  });
}
