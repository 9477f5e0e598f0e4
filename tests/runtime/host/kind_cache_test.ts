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
