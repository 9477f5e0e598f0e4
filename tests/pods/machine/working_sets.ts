/**
 * Reads the working sets of containers from the kubelets. Kubelets choose the Pods to evict by this measure of memory.
 *
 * @module
 */

import { nodeNames, type PodCluster } from "./pod_cluster.ts";

interface Summary {
  readonly pods: readonly {
    readonly podRef: { readonly name: string; readonly namespace: string };
    readonly containers?: readonly { readonly name: string; readonly memory?: { readonly workingSetBytes?: number } }[];
  }[];
}

/**
 * The working set in MiB of every container with this name in `metallb-system`. A container that was just started may
 * be missing.
 */
export async function workingSets({ cluster: { api } }: PodCluster, container: string): Promise<readonly number[]> {
  const summaries = await Promise.all(
    nodeNames.map((node) => api.request<Summary>("GET", `/api/v1/nodes/${node}/proxy/stats/summary`)),
  );
  return summaries.flatMap(({ pods }) => pods)
    .filter(({ podRef }) => podRef.namespace === "metallb-system")
    .flatMap(({ containers = [] }) => containers)
    .filter(({ name, memory }) => name === container && memory?.workingSetBytes !== undefined)
    .map(({ memory }) => (memory?.workingSetBytes ?? 0) / 2 ** 20);
}
