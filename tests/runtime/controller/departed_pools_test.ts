import assert from "node:assert/strict";
import type { IPAddressPool, VirtualIP } from "../../../functions/model/crds.ts";
import { defaultSettings as settings } from "../../../functions/model/observed.ts";
import { DepartedPools } from "../../../runtime/controller/departed_pools.ts";

const now = Date.parse("2026-01-02T00:00:00Z");

function pool(name: string, ...addresses: readonly string[]): IPAddressPool {
  const metadata = { name, namespace: "metallb-system" };
  return { apiVersion: "metallb.io/v1beta1", kind: "IPAddressPool", metadata, spec: { addresses } };
}

/** A world with these pools, and with VirtualIPs of these specs. */
function world(
  pools: readonly IPAddressPool[],
  ...specs: readonly VirtualIP["spec"][]
): { pools: readonly IPAddressPool[]; virtualIPs: readonly VirtualIP[]; settings: typeof settings } {
  const virtualIPs = specs.map((spec): VirtualIP => ({
    apiVersion: "arpeggio.dev/v1alpha1",
    kind: "VirtualIP",
    metadata: { name: spec.address },
    spec,
  }));
  return { pools, virtualIPs, settings };
}

function names(pools: readonly IPAddressPool[]): readonly string[] {
  return pools.map(({ metadata: { name, deletionTimestamp } }) => `${name} ${deletionTimestamp ?? "stays"}`);
}

Deno.test("a deleted pool counts for ten seconds as a pool that is being deleted", () => {
  const departed = new DepartedPools();
  assert.deepEqual(names(departed.notice(world([pool("first", "192.0.2.0/28")]), now)), []);
  assert.deepEqual(names(departed.notice(world([]), now + 1_000)), ["first 2026-01-02T00:00:01Z"]);
  assert.equal(departed.changesAt, now + 11_000);
  assert.deepEqual(names(departed.notice(world([]), now + 10_999)), ["first 2026-01-02T00:00:01Z"]);
  assert.deepEqual(names(departed.notice(world([]), now + 11_000)), []);
  assert.equal(departed.changesAt, Infinity);
});

Deno.test("a pool that is created again counts with its new spec", () => {
  const departed = new DepartedPools();
  departed.notice(world([pool("first", "192.0.2.0/28")]), now);
  departed.notice(world([]), now + 100);
  assert.deepEqual(departed.notice(world([pool("first", "192.0.2.0/29")]), now + 200), []);
  assert.equal(departed.changesAt, Infinity);
});

Deno.test("a deleted pool is dropped at once if another pool has its addresses", () => {
  const departed = new DepartedPools();
  departed.notice(world([pool("first", "192.0.2.0/28"), pool("other", "198.51.100.0/28")]), now);
  assert.deepEqual(
    departed.notice(world([pool("renamed", "192.0.2.8/29"), pool("other", "198.51.100.0/28")]), now + 100),
    [],
  );
});

const services = [{ namespace: "default", name: "web" }];
const inUse: readonly VirtualIP["spec"][] = [
  { address: "192.0.2.3", pool: "first", services },
  { address: "2001:db8::3", pool: "first", services },
  { address: "198.51.100.3", pool: "other", services },
  { address: "192.0.2.4", pool: "aside", services: [] },
];

Deno.test("at the start of a controller, a pool that only VirtualIPs name counts as just deleted", () => {
  const departed = new DepartedPools();
  const other = pool("other", "198.51.100.0/28");
  const found = departed.notice(world([other], ...inUse), now);
  assert.deepEqual(names(found), ["first 2026-01-02T00:00:00Z"]);
  assert.deepEqual(found[0]?.spec.addresses, ["192.0.2.3-192.0.2.3", "2001:db8::3-2001:db8::3"]);
  assert.equal(departed.changesAt, now + 10_000);
  assert.deepEqual(departed.notice(world([other], ...inUse), now + 10_000), []);
});

Deno.test("at the start of a controller, a missing pool does not count if another pool has its addresses", () => {
  const renamed = pool("renamed", "192.0.2.0/28", "2001:db8::/64", "198.51.100.0/28");
  assert.deepEqual(new DepartedPools().notice(world([renamed], ...inUse), now), []);
});
