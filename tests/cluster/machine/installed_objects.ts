/**
 * The objects of an installation, and a test of its admission policies.
 *
 * @module
 */

import { ApiError } from "./api_client.ts";
import type { Cluster } from "./cluster.ts";

const kinds = "namespaces,customresourcedefinitions,deployments,daemonsets,configmaps,secrets,serviceaccounts,roles," +
  "rolebindings,clusterroles,clusterrolebindings,poddisruptionbudgets,validatingadmissionpolicies," +
  "validatingadmissionpolicybindings";

const namespace = "metallb-system";
const node = "node-1";

/**
 * `KIND NAME` of each object, sorted. In the names of ConfigMaps with a program, `-HASH` replaces the hash, since the
 * hash differs between versions.
 */
export async function installedObjects(cluster: Cluster): Promise<readonly string[]> {
  const columns = "custom-columns=KIND:.kind,NAME:.metadata.name";
  const said = await cluster.kubectl(["get", kinds, "--all-namespaces", "--no-headers", "-o", columns]);
  const lines = said.trim().split("\n").map((line) => line.trim().replaceAll(/ +/g, " "));
  const ours = lines.filter((line) => /arpeggio|metallb/.test(line) && !line.includes("sh.helm.release"));
  return [...new Set(ours.map((line) => line.replace(/(arpeggio-program)-.+/, "$1-HASH")))].toSorted();
}

/** As the announcer of node-1, tries to write a status and a Lease for node-2; returns the API server's refusals. */
export async function refusals(cluster: Cluster): Promise<readonly string[]> {
  const address = "192.0.2.200";
  const virtualIPs = "/apis/arpeggio.dev/v1alpha1/virtualips";
  await cluster.api.request("POST", virtualIPs, {
    apiVersion: "arpeggio.dev/v1alpha1",
    kind: "VirtualIP",
    metadata: { name: address },
    spec: { address, pool: "pool", services: [] },
  });
  const announcer = "arpeggio-announcer";
  await cluster.addNode(node, { address: "192.0.2.11" });
  await cluster.addBackendPod({ name: announcer, namespace, node, address: "192.0.2.11", serviceAccount: announcer });
  const token = await cluster.serviceAccountToken(namespace, announcer, { pod: announcer });
  try {
    using client = cluster.clientFor(token);
    const status = { status: { node: "node-2" } };
    const lease = { metadata: { name: `${announcer}-node-2`, namespace }, spec: { holderIdentity: "node-2" } };
    return [
      await refusalOf(() => client.request("PATCH", `${virtualIPs}/${address}/status`, status)),
      await refusalOf(() =>
        client.request("POST", `/apis/coordination.k8s.io/v1/namespaces/${namespace}/leases?dryRun=All`, lease)
      ),
    ];
  } finally {
    await cluster.kubectl(["delete", "pod", announcer, "-n", namespace, "--force", "--grace-period=0"]);
    await cluster.kubectl(["delete", `node/${node}`, `virtualip/${address}`]);
  }
}

/**
 * A policy takes effect a moment after its creation, and no event reports when. So the write is repeated until it is
 * refused, for up to 20 s.
 */
async function refusalOf(write: () => Promise<unknown>): Promise<string> {
  for (const giveUp = performance.now() + 20_000; performance.now() < giveUp;) {
    try {
      await write();
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      return error.message;
    }
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  return "accepted";
}
