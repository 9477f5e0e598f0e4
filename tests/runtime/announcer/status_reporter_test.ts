import assert from "node:assert/strict";
import type { VirtualIP, VirtualIPStatus } from "../../../functions/model/crds.ts";
import { StatusReporter } from "../../../runtime/announcer/status_reporter.ts";
import { FolderStore } from "../../../runtime/store/folder/folder_store.ts";

const plan: VirtualIP = {
  apiVersion: "arpeggio.dev/v1alpha1",
  kind: "VirtualIP",
  metadata: { name: "192.0.2.33" },
  spec: { address: "192.0.2.33", pool: "first", services: [] },
};

const full: Required<VirtualIPStatus> = {
  node: "b",
  interfaces: ["eth0"],
  revision: 1,
  since: "2026-11-23T10:00:00Z",
  silentSince: "2026-11-23T09:59:59Z",
  takenFrom: "a",
  takenFromLease: "40",
  hosts: [{ node: "b", count: 2 }],
  conditions: [{
    type: "Announced",
    status: "True",
    reason: "Announcing",
    message: "node b announces it on eth0",
    lastTransitionTime: "2026-11-23T10:00:00Z",
  }],
};

Deno.test("a status is written with all its fields, and removes the fields that it no longer has", async () => {
  const folder = await Deno.makeTempDir();
  try {
    await using store = await FolderStore.open(folder, { namespace: "metallb-system" });
    await store.write({ action: "create", kind: "VirtualIP", object: plan });
    const written = async (status: VirtualIPStatus): Promise<VirtualIPStatus | undefined> => {
      const reporter = new StatusReporter(store, new AbortController().signal);
      reporter.report({ ...plan, status });
      await reporter.settled();
      const listing = await store.list({ kind: "VirtualIP" });
      return listing.outcome === "listed" ? listing.objects[0]?.status : undefined;
    };
    assert.deepEqual(await written(full), full);
    assert.deepEqual(await written({ node: "c" }), { node: "c" });
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});
