/**
 * What is to be in a cluster before the components under test can start.
 *
 * @module
 */

import type { Cluster } from "./cluster.ts";

const manifests = new URL("../../manifests/", import.meta.url).pathname;

/** The namespace, the custom kinds, which are served when this resolves, and who may do what. */
export async function installComponents(cluster: Cluster): Promise<void> {
  await cluster.kubectl(["apply", "--server-side", "-k", `${manifests}crds`]);
  await cluster.kubectl(["create", "namespace", "metallb-system"]);
  for (const rights of ["rbac", "rbac/bgp", "admission"]) {
    await cluster.kubectl(["apply", "-k", `${manifests}${rights}`]);
  }
  await cluster.kubectl(["wait", "--for=condition=Established", "--timeout=60s", "crd", "--all"]);
}
