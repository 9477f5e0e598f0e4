import assert from "node:assert/strict";
import { addressOf, parseAddress } from "../../../../functions/model/addresses/address.ts";
import {
  contains,
  overlaps,
  parseRange,
  type Range,
  rangeText,
  union,
} from "../../../../functions/model/addresses/range.ts";
import { RangeIndex } from "../../../../functions/model/addresses/range_index.ts";

function range(entry: string): Range {
  const read = parseRange(entry);
  assert.ok(typeof read !== "string", String(read));
  return read;
}

const readable = [
  { entry: "10.0.0.0/24", text: "10.0.0.0-10.0.0.255" },
  { entry: "10.0.0.77/24", text: "10.0.0.0-10.0.0.255" },
  { entry: "10.0.0.1/32", text: "10.0.0.1-10.0.0.1" },
  { entry: "0.0.0.0/0", text: "0.0.0.0-255.255.255.255" },
  { entry: "10.0.0.1-10.0.0.1", text: "10.0.0.1-10.0.0.1" },
  { entry: " 10.0.0.1  -  10.0.1.1 ", text: "10.0.0.1-10.0.1.1" },
  { entry: "fc00::/126", text: "fc00::-fc00::3" },
  { entry: "::/0", text: "::-ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff" },
  { entry: "fc00::ff-fc00::1:0", text: "fc00::ff-fc00::1:0" },
];

for (const { entry, text } of readable) {
  Deno.test(`parseRange() reads ${JSON.stringify(entry)}`, () => assert.equal(rangeText(range(entry)), text));
}

Deno.test("parseRange() names the error and the cure", () => {
  assert.equal(
    parseRange("10.0.0.1"),
    'Cannot read "10.0.0.1": one address needs its prefix length; write 10.0.0.1/32',
  );
  assert.equal(parseRange(7), "Cannot read 7: not text; write a CIDR or start-end");
});

const pairs = [
  { one: "10.0.0.0/24", other: "10.0.0.255-10.0.1.0", overlap: true },
  { one: "10.0.0.0/24", other: "10.0.1.0/24", overlap: false },
  { one: "10.0.0.0/8", other: "10.9.9.9/32", overlap: true },
  { one: "::/0", other: "10.0.0.0/8", overlap: false },
];

for (const { one, other, overlap } of pairs) {
  Deno.test(`overlaps() of ${one} and ${other}`, () => {
    assert.equal(overlaps(range(one), range(other)), overlap);
    assert.equal(overlaps(range(other), range(one)), overlap);
    const index = new RangeIndex<string>();
    index.add(range(one), one);
    assert.equal(index.overlapping(range(other))?.owner, overlap ? one : undefined);
  });
}

Deno.test("union() merges ranges that overlap or touch, IPv4 before IPv6", () => {
  const entries = [
    "fc00::/127",
    "10.0.0.2/31",
    "10.0.0.0/31",
    "10.0.1.0/24",
    "10.0.1.128/25",
    "10.0.3.0/31",
    "fc00::1/128",
  ];
  assert.deepEqual(union(entries.map(range)).map(rangeText), [
    "10.0.0.0-10.0.0.3",
    "10.0.1.0-10.0.1.255",
    "10.0.3.0-10.0.3.1",
    "fc00::-fc00::1",
  ]);
});

Deno.test("RangeIndex finds the owner of every address in a range, and no owner between the ranges", () => {
  const index = new RangeIndex<string>();
  const entries = ["10.0.9.0/24", "10.0.1.0/24", "10.0.5.0/31", "fc00::/64", "10.0.3.3/32"];
  for (const entry of entries) index.add(range(entry), entry);
  for (let value = range("10.0.0.0/20").first; value <= range("10.0.0.0/20").last; value++) {
    const address = addressOf("IPv4", value);
    assert.equal(index.ownerOf(address), entries.find((entry) => contains(range(entry), address)), address.text);
  }
  const far = parseAddress("fc00::ffff");
  assert.ok(far !== undefined);
  assert.equal(index.ownerOf(far), "fc00::/64");
});
