import type { Cluster } from "../../cluster/machine/cluster.ts";

const crds = new URL("../../../manifests/crds/", import.meta.url).pathname;

/** Installs the custom kinds in a cluster, and waits until it serves them. */
export async function installKinds(cluster: Cluster): Promise<void> {
  await cluster.kubectl(["apply", "-k", crds]);
  await cluster.kubectl(["wait", "--for=condition=Established", "--timeout=30s", "crd", "--all"]);
}
