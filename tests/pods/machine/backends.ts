/**
 * Moves the Pods that serve the Service `default/web`.
 *
 * @module
 */

import type { PodCluster } from "./pod_cluster.ts";

/**
 * Cordons the node and moves the Pods of the Service away from it: Kubernetes removes the endpoints on a dead node only
 * after 50 s.
 */
export async function withoutBackend({ cluster }: PodCluster, node: string): Promise<void> {
  await cluster.kubectl(["cordon", node]);
  await cluster.kubectl(["delete", "pods", "-l", "app=web", "--field-selector", `spec.nodeName=${node}`]);
  await cluster.kubectl(["rollout", "status", "deployment/web", "--timeout=60s"]);
}
