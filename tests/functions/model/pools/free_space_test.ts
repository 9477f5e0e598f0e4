import assert from "node:assert/strict";
import fc from "fast-check";
import { addressOf, parseAddress } from "../../../../functions/model/addresses/address.ts";
import { FreeSpace } from "../../../../functions/model/pools/free_space.ts";
import type { IPFamily } from "../../../../functions/model/kubernetes.ts";
import { isBuggy, type Pool } from "../../../../functions/model/pools/pool.ts";
import { parseRange, union } from "../../../../functions/model/addresses/range.ts";

function poolOf(addresses: readonly string[], avoidBuggyIPs = false): Pool {
  const ranges = union(addresses.map(parseRange).filter((range) => typeof range !== "string"));
  return { name: "p", labels: {}, ranges, autoAssign: true, avoidBuggyIPs, choose: "stable", isTerminating: false };
}

function value(text: string): bigint {
  const address = parseAddress(text);
  assert.ok(address !== undefined);
  return address.value;
}

function text(found: bigint | undefined, family: IPFamily = "IPv4"): string | undefined {
  return found === undefined ? undefined : addressOf(family, found).text;
}

Deno.test("FreeSpace starts anywhere and wraps around", () => {
  const space = new FreeSpace(poolOf(["10.0.0.0/30"]), "IPv4");
  assert.equal(text(space.firstFree(2)), "10.0.0.2");
  space.take(value("10.0.0.2"));
  space.take(value("10.0.0.3"));
  assert.equal(text(space.firstFree(2)), "10.0.0.0");
  space.take(value("10.0.0.0"));
  space.take(value("10.0.0.1"));
  assert.equal(space.firstFree(2), undefined);
});

Deno.test("FreeSpace continues in the next range", () => {
  const space = new FreeSpace(poolOf(["10.0.9.0/31", "10.0.1.0/31"]), "IPv4");
  space.take(value("10.0.1.1"));
  assert.equal(text(space.firstFree(1)), "10.0.9.0");
});

Deno.test("FreeSpace finds a released address if it is nearer", () => {
  const space = new FreeSpace(poolOf(["10.0.0.0/29"]), "IPv4");
  for (let last = 0; last < 8; last++) space.take(value(`10.0.0.${last}`));
  space.release(value("10.0.0.6"));
  space.release(value("10.0.0.1"));
  assert.equal(text(space.firstFree(2)), "10.0.0.6");
  assert.equal(text(space.firstFree(7)), "10.0.0.1");
  space.take(value("10.0.0.6"));
  assert.equal(text(space.firstFree(2)), "10.0.0.1");
});

Deno.test("FreeSpace of a /64 is fast, and has no addresses of the other family", () => {
  const pool = poolOf(["fc00::/64"]);
  const space = new FreeSpace(pool, "IPv6");
  space.take(value("fc00::5"));
  assert.equal(text(space.firstFree(5), "IPv6"), "fc00::6");
  assert.equal(new FreeSpace(pool, "IPv4").firstFree(0), undefined);
});

Deno.test("FreeSpace still withholds reserved addresses after they were taken and released", () => {
  const space = new FreeSpace(poolOf(["10.0.0.0/32"], true), "IPv4");
  space.take(value("10.0.0.0"));
  space.release(value("10.0.0.0"));
  assert.equal(space.firstFree(0), undefined);
});

Deno.test("FreeSpace finds the same address as a simple search, whatever was taken and released", () => {
  const operations = fc.array(
    fc.record({ take: fc.boolean(), index: fc.nat(20), start: fc.nat(100) }),
    { maxLength: 60 },
  );
  fc.assert(
    fc.property(operations, fc.boolean(), (steps, avoidBuggyIPs) => {
      const pool = poolOf(["10.0.0.250-10.0.1.3", "10.0.4.0/30"], avoidBuggyIPs);
      const all = pool.ranges.flatMap(({ first, last }) =>
        Array.from({ length: Number(last - first) + 1 }, (_, step) => first + BigInt(step))
      );
      const space = new FreeSpace(pool, "IPv4");
      const taken = new Set<bigint>();
      for (const { take, index, start } of steps) {
        const each = all[index % all.length] ?? 0n;
        if (take) space.take(each);
        else if (taken.has(each)) space.release(each);
        if (take) taken.add(each);
        else taken.delete(each);
        const free = (candidate: bigint): boolean =>
          !taken.has(candidate) && !(avoidBuggyIPs && isBuggy({ family: "IPv4", value: candidate }));
        const from = start % all.length;
        assert.equal(space.firstFree(start), [...all.slice(from), ...all.slice(0, from)].find(free));
      }
    }),
  );
});
