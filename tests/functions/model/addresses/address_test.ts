import assert from "node:assert/strict";
import { isIP } from "node:net";
import fc from "fast-check";
import { addressOf, familyOf, parseAddress, virtualIPName } from "../../../../functions/model/addresses/address.ts";

const canonical = [
  { text: "0.0.0.0", expected: "0.0.0.0" },
  { text: "255.255.255.255", expected: "255.255.255.255" },
  { text: "::", expected: "::" },
  { text: "FC00:0:0:0:0:0:0:A", expected: "fc00::a" },
  { text: "2001:db8:0:0:1:0:0:1", expected: "2001:db8::1:0:0:1" },
  { text: "2001:db8::0:1", expected: "2001:db8::1" },
  { text: "1:0:2:0:3:0:4:0", expected: "1:0:2:0:3:0:4:0" },
  { text: "64:ff9b::1.2.3.4", expected: "64:ff9b::102:304" },
  { text: "::ffff:1.2.3.4", expected: "1.2.3.4" },
  { text: "::FFFF:102:304", expected: "1.2.3.4" },
];

for (const { text, expected } of canonical) {
  Deno.test(`parseAddress() writes ${text} as ${expected}`, () => assert.equal(parseAddress(text)?.text, expected));
}

const refused = [
  "",
  " 10.0.0.1",
  "10.0.0.1 ",
  "10.0.0",
  "10.0.0.1.1",
  "10.0.0.",
  ".10.0.0",
  "10..0.1",
  "10.0.0.256",
  "10.0.0.01",
  "010.0.0.1",
  "0x7f.0.0.1",
  "1e1.0.0.1",
  "10.0.0.-1",
  "10.0.0.1/32",
  "fe80::1%eth0",
  ":::",
  "1::2::3",
  "12345::",
  "::1.2.3",
  undefined,
  null,
  7,
  {},
];

for (const text of refused) {
  Deno.test(`parseAddress() refuses ${JSON.stringify(text)}`, () => {
    assert.equal(parseAddress(text), undefined);
    assert.equal(familyOf(text), text === "fe80::1%eth0" ? "IPv6" : undefined);
  });
}

const octets = fc.array(fc.integer({ min: 0, max: 255 }), { minLength: 4, maxLength: 4 });
const groups = fc.array(fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 0xffff })), { minLength: 8, maxLength: 8 });

Deno.test("parseAddress() and addressOf() are inverse functions", () => {
  fc.assert(fc.property(octets, (bytes) => {
    const address = parseAddress(bytes.join("."));
    assert.ok(address !== undefined);
    assert.deepEqual(addressOf("IPv4", address.value), address);
  }));
  fc.assert(fc.property(groups, (parts) => {
    const address = parseAddress(parts.map((part) => part.toString(16)).join(":"));
    assert.ok(address !== undefined);
    assert.deepEqual(addressOf(address.family, address.value), address);
  }));
});

Deno.test("parseAddress() refuses every text that node:net refuses", () => {
  const digits = fc.array(fc.constantFrom("0", "1", "25", "255", "256", "a", ".", ":", "::", "%", " "), {
    maxLength: 12,
  });
  fc.assert(
    fc.property(digits.map((parts) => parts.join("")), (text) => {
      const version = text.includes("%") ? 0 : isIP(text);
      assert.equal(parseAddress(text) === undefined, version === 0);
    }),
    { numRuns: 5000 },
  );
});

Deno.test("addressOf() carries over to the next octet and group", () => {
  assert.equal(addressOf("IPv4", (parseAddress("10.0.0.255")?.value ?? 0n) + 1n).text, "10.0.1.0");
  assert.equal(addressOf("IPv6", (parseAddress("fc00::ffff")?.value ?? 0n) + 1n).text, "fc00::1:0");
});

const names = [
  { address: "10.0.0.1", name: "10.0.0.1" },
  { address: "fc00::", name: "fc00-0-0-0-0-0-0-0" },
  { address: "2001:DB8::1:a", name: "2001-db8-0-0-0-0-1-a" },
  { address: "::1", name: "0-0-0-0-0-0-0-1" },
];

for (const { address, name } of names) {
  Deno.test(`virtualIPName() names ${address} so that the API server takes it`, () => {
    assert.equal(virtualIPName(address), name);
    assert.match(name, /^[a-z0-9]([-a-z0-9.]*[a-z0-9])?$/);
  });
}
