import assert from "node:assert/strict";
import type { Service } from "../../../functions/model/kubernetes.ts";
import { KindCache } from "../../../runtime/host/kind_cache.ts";

function nginx(resourceVersion: string): Service {
  return {
    apiVersion: "v1",
    kind: "Service",
    metadata: { name: "nginx", namespace: "default", resourceVersion },
    spec: { type: "LoadBalancer", ports: [] },
  };
}

Deno.test("kind cache: the late answer to a write does not restore an object that has been deleted", () => {
  const cache = new KindCache<"Service">(() => {});
  cache.replace([nginx("1")], "1");
  cache.assume("default/nginx", { object: nginx("1"), fence: "1" });
  cache.upsert(nginx("2"));
  cache.remove("default/nginx", "3");
  cache.written(nginx("2"));
  assert.deepEqual(cache.all, []);
  cache.upsert(nginx("4"));
  assert.deepEqual(cache.all, [nginx("4")]);
});

Deno.test("kind cache: versions of deletions do not fill the memory: after two minutes they are forgotten", () => {
  let seconds = 0;
  const cache = new KindCache<"Service">(() => {}, { clock: () => seconds * 1_000 });
  cache.replace([], "1");
  const late = (): readonly Service[] => {
    cache.upsert(nginx("2"));
    return cache.all;
  };
  cache.remove("default/nginx", "3");
  seconds = 119;
  cache.remove("default/other", "4");
  assert.deepEqual(late(), []);
  seconds = 121;
  cache.remove("default/other", "5");
  assert.deepEqual(late(), [nginx("2")]);
});

Deno.test.each<{ name: string; breaks: readonly (readonly [lost: number, back: number])[]; since: number | undefined }>(
  [
    { name: "no break", breaks: [], since: 0 },
    { name: "a short break", breaks: [[20, 22]], since: 0 },
    { name: "a short break every 15 s", breaks: [[15, 16], [30, 31], [45, 46]], since: 0 },
    { name: "a break of 10 s", breaks: [[20, 30]], since: 30 },
    { name: "a long break, and a short one after it", breaks: [[20, 30], [40, 41]], since: 30 },
    { name: "a break that lasts", breaks: [[20, Infinity]], since: undefined },
  ],
)("kind cache: the time since which all changes have been seen, after $name", ({ breaks, since }) => {
  let seconds = 0;
  const cache = new KindCache<"Service">(() => {}, { clock: () => seconds * 1_000 });
  cache.connected(true);
  for (const [lost, back] of breaks) {
    seconds = lost;
    cache.connected(false);
    // Each failed attempt to connect again reports the loss again.
    seconds = lost + 0.5;
    cache.connected(false);
    if (back === Infinity) continue;
    seconds = back;
    cache.connected(true);
  }
  assert.equal(cache.connectedSince, since === undefined ? undefined : since * 1_000);
});
