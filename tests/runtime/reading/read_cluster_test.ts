import assert from "node:assert/strict";
import { decide } from "../../../functions/decide.ts";
import { defaultSettings } from "../../../functions/model/observed.ts";
import { readCluster } from "../../../runtime/reading/read_cluster.ts";
import { kubeconfigFor, serverWith } from "./stand_in_api.ts";
import { UsageError } from "../../../runtime/ground/usage_error.ts";

Deno.test("plan: from a cluster, it reads the objects that the controller observes, and assumes nothing", async () => {
  const folder = await Deno.makeTempDir();
  try {
    await Deno.copyFile(new URL("../../fixtures/plan/main_job.yaml", import.meta.url), `${folder}/main_job.yaml`);
    const observed = await readCluster({ at: "folder", path: folder }, defaultSettings);
    assert.deepEqual(observed.services.map(({ metadata }) => metadata.name), ["nginx"]);
    assert.deepEqual(observed.nodes.map(({ metadata }) => metadata.name).sort(), ["test-0", "test-1", "test-2"]);
    assert.equal(observed.pools.length + observed.l2Advertisements.length, 2);
    const { allocations } = decide(observed);
    assert.deepEqual(allocations.map(({ verdict }) => verdict.reason), ["NoClusterIP"]);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

Deno.test("plan: a cluster that cannot be reached gives one clear line", async () => {
  const kubeconfig = await kubeconfigFor("http://127.0.0.1:1");
  try {
    await assert.rejects(
      readCluster({ at: "kubeconfig", files: [kubeconfig] }, defaultSettings),
      (error) => error instanceof UsageError && /^Cannot list objects of kind \w+: [^\n]+$/.test(error.message),
    );
  } finally {
    await Deno.remove(kubeconfig);
  }
});

const pool = { apiVersion: "metallb.io/v1beta1", kind: "IPAddressPool", metadata: { name: "first" }, spec: {} };

Deno.test("plan: a cluster with MetalLB's kinds only has no VirtualIPs, and its pools", async () => {
  await using server = Deno.serve(
    { hostname: "127.0.0.1", port: 0, onListen: () => {} },
    serverWith({ ipaddresspools: [pool], l2advertisements: [] }),
  );
  const kubeconfig = await kubeconfigFor(`http://127.0.0.1:${server.addr.port}`);
  try {
    const { pools, virtualIPs } = await readCluster({ at: "kubeconfig", files: [kubeconfig] }, defaultSettings);
    assert.deepEqual([pools.map(({ metadata }) => metadata.name), virtualIPs], [["first"], []]);
  } finally {
    await Deno.remove(kubeconfig);
  }
});

Deno.test("plan: a cluster without pools' kind is named as one without Arpeggio, not as one without pools", async () => {
  await using server = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen: () => {} }, serverWith({}));
  const kubeconfig = await kubeconfigFor(`http://127.0.0.1:${server.addr.port}`);
  try {
    await assert.rejects(
      readCluster({ at: "kubeconfig", files: [kubeconfig] }, defaultSettings),
      (error) => error instanceof UsageError && /no kind IPAddressPool, so neither[^\n]+$/.test(error.message),
    );
  } finally {
    await Deno.remove(kubeconfig);
  }
});
