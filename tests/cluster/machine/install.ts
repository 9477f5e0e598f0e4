/**
 * Objects that a cluster needs before the components under test can start.
 *
 * @module
 */

import type { Cluster } from "./cluster.ts";

const manifests = new URL("../../../manifests/", import.meta.url).pathname;

/**
 * Installs the custom kinds, the namespace, the rights and the admission policies. When this resolves, the custom kinds
 * are served.
 */
export async function installComponents(cluster: Cluster): Promise<void> {
  await cluster.kubectl(["apply", "--server-side", "-k", `${manifests}crds`]);
  await cluster.kubectl(["create", "namespace", "metallb-system"]);
  for (const rights of ["rbac", "rbac/bgp", "admission", "admission/bgp"]) {
    await cluster.kubectl(["apply", "-k", `${manifests}${rights}`]);
  }
  await cluster.kubectl(["wait", "--for=condition=Established", "--timeout=60s", "crd", "--all"]);
}
