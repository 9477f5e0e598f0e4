import assert from "node:assert/strict";
import fc from "fast-check";
import { differenceOf } from "../../../functions/page/page_difference.ts";
import { type AddressRow, emptyState, type PageState } from "../../../functions/page/page_state.ts";

const row = fc.record<AddressRow>({
  key: fc.constantFrom("a", "b", "c", "d", "e"),
  address: fc.constantFrom("10.0.0.1", "10.0.0.2"),
  services: fc.array(fc.constantFrom("x/y", "x/z"), { maxLength: 2 }),
  state: fc.constantFrom("Announcing", "Pending"),
  standbys: fc.array(fc.constantFrom("n1", "n2"), { maxLength: 2 }),
  pool: fc.constant("pool"),
}, { requiredKeys: ["key", "address", "services", "state", "standbys"], noNullPrototype: true });

const state = fc.uniqueArray(row, { selector: ({ key }) => key })
  .map((addresses): PageState => ({ ...emptyState, addresses }));

/** Applies a difference in the same way as the page. */
function applied(before: PageState, { put = [], drop = [] }: Difference): ReadonlyMap<string, unknown> {
  const rows = new Map<string, unknown>(before.addresses.map((each) => [each.key, each]));
  for (const key of drop) rows.delete(key);
  for (const each of put) rows.set(each.key, each);
  return rows;
}

type Difference = NonNullable<ReturnType<typeof differenceOf>["tables"]["addresses"]>;

Deno.test("differences of the page: applied to the old state, they give the new one", () => {
  fc.assert(fc.property(state, state, (before, after) => {
    const { addresses = {} } = differenceOf(before, after).tables;
    assert.deepEqual(applied(before, addresses), new Map(after.addresses.map((each) => [each.key, each])));
  }));
});

Deno.test("differences of the page: they do not contain unchanged rows", () => {
  fc.assert(fc.property(state, (one) => {
    assert.deepEqual(differenceOf(one, structuredClone(one)), { tables: {} });
  }));
});
