import assert from "node:assert/strict";
import fc from "fast-check";
import { listDifference } from "../../../functions/model/list_difference.ts";
import { compare } from "../../../functions/model/order.ts";
import { replaced } from "../../../runtime/partial/replaced.ts";

interface Named {
  readonly name: string;
}

const objects: readonly Named[] = Array.from({ length: 40 }, (_, index) => ({ name: `o${index}` }));

Deno.test("listDifference() returns the changes that lead from one list to the other", () => {
  const lists = fc.shuffledSubarray([...objects]);
  fc.assert(fc.property(lists, lists, fc.boolean(), (one, two, sorted) => {
    const [before, after] = sorted ? [one.toSorted(byName), two.toSorted(byName)] : [one, two];
    const { gone, come } = listDifference(before, after);
    const left = new Set(before);
    for (const each of gone) assert.ok(left.delete(each), `${each.name} was there`);
    for (const each of come) left.add(each);
    assert.deepEqual([...left].sort(byName), after.toSorted(byName));
  }));
});

Deno.test("listDifference() of lists with one changed item returns this change", () => {
  const changed = { name: "new" };
  const after = objects.map((each, index) => index === 7 ? changed : each);
  assert.deepEqual(listDifference(objects, after), { gone: [objects[7]], come: [changed] });
});

Deno.test("replaced() gives the same list as a filter, an addition and a sort", () => {
  const names = fc.array(fc.integer({ min: 0, max: 20 }).map((number) => `n${number}`));
  fc.assert(fc.property(names, names, names, (old, gone, fresh) => {
    const before = old.sort(compare).map((name) => ({ name }));
    const come = fresh.sort(compare).map((name) => ({ name }));
    const away = new Set([...gone, ...fresh]);
    const expected = [...before.filter(({ name }) => !away.has(name)), ...come].sort(byName);
    assert.deepEqual(replaced(before, { gone, come }, ({ name }) => name), expected);
  }));
});

function byName(one: Named, other: Named): number {
  return compare(one.name, other.name);
}
