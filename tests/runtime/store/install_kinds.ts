import type { Cluster } from "../../cluster/cluster.ts";

const crds = new URL("../../../manifests/crds/", import.meta.url).pathname;

/** Makes the custom kinds known to a cluster, and waits until it serves them. */
export async function installKinds(cluster: Cluster): Promise<void> {
  await cluster.kubectl(["apply", "-k", crds]);
  await cluster.kubectl(["wait", "--for=condition=Established", "--timeout=30s", "crd", "--all"]);
}
