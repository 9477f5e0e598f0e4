import assert from "node:assert/strict";
import { createHmac } from "node:crypto";
import fc from "fast-check";
import { hmacSha256 } from "../../../../../functions/model/announcing/heartbeat/hmac.ts";

Deno.test("HMAC-SHA256 equals that of Node for any bytes and any length of the key", () => {
  fc.assert(fc.property(fc.uint8Array({ maxLength: 1_500 }), fc.uint8Array({ maxLength: 200 }), (bytes, key) => {
    assert.equal(hmacSha256(bytes, key).toHex(), createHmac("sha256", key).update(bytes).digest("hex"));
  }));
});
