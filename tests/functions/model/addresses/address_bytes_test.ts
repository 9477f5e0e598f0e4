import assert from "node:assert/strict";
import fc from "fast-check";
import { addressBytes, addressText, lastWord } from "../../../../functions/model/addresses/address_bytes.ts";
import { ipv4Addresses, ipv6Addresses } from "../frame_arbitraries.ts";

Deno.test("every address survives writing and reading", () => {
  fc.assert(fc.property(fc.oneof(ipv4Addresses, ipv6Addresses), (address) => {
    assert.equal(addressText(addressBytes(address)), address);
  }));
});

Deno.test.each([
  { text: "010.0.0.1" },
  { text: "10.0.1" },
  { text: "fe80::1%eth0" },
  { text: "" },
])("'$text' is refused", ({ text }) => {
  assert.throws(() => addressBytes(text), { message: `Cannot write IP address: current value is "${text}"` });
});

Deno.test.each([
  { address: "255.0.0.1", word: 0xff000001 },
  { address: "fd00::ff00:2", word: 0xff000002 },
])("the last 32 bits of $address", ({ address, word }) => assert.equal(lastWord(address), word));
