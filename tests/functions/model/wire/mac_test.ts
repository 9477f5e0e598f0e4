import assert from "node:assert/strict";
import fc from "fast-check";
import { isGroupMac, isMac, macBytes, macText } from "../../../../functions/model/wire/mac.ts";
import { macs } from "../frame_arbitraries.ts";

Deno.test("a MAC is written in lower case with colons, and read in either case", () => {
  assert.equal(macText(Uint8Array.of(0x02, 0x00, 0x5e, 0x10, 0x00, 0xff)), "02:00:5e:10:00:ff");
  assert.deepEqual(macBytes("02:00:5E:10:00:FF"), Uint8Array.of(0x02, 0x00, 0x5e, 0x10, 0x00, 0xff));
});

Deno.test("every MAC survives writing and reading", () => {
  fc.assert(fc.property(macs, (mac) => assert.equal(macText(macBytes(mac)), mac)));
});

Deno.test.each([
  { text: "" },
  { text: "02:00:5e:10:00" },
  { text: "02:00:5e:10:00:0" },
  { text: "02-00-5e-10-00-01" },
  { text: "02:00:5e:10:00:01:02" },
  { text: "02:00:5e:10:00:0g" },
])("'$text' is no MAC", ({ text }) => {
  assert.equal(isMac(text), false);
  assert.throws(() => macBytes(text), { message: `Cannot write MAC address: current value is "${text}"` });
});

Deno.test.each([
  { mac: "ff:ff:ff:ff:ff:ff", group: true },
  { mac: "33:33:ff:00:00:01", group: true },
  { mac: "01:00:5e:00:00:01", group: true },
  { mac: "02:00:5e:10:00:01", group: false },
])("$mac is a group address: $group", ({ mac, group }) => assert.equal(isGroupMac(mac), group));
