/**
 * Gives a cluster with Pods the objects of MetalLB, as if MetalLB had run in it.
 *
 * @module
 */

import { fixture } from "../../cluster/machine/fixtures.ts";
import { leaveTraces, type ServedService, servicesNow, tracesOn } from "../../cluster/machine/metallb_traces.ts";
import { nodeNames, type PodCluster } from "./pod_cluster.ts";

const crds = new URL("../../../manifests/crds", import.meta.url).pathname;

/** Their addresses are in the pools of `tests/fixtures/pods/metallb.yaml`. */
const traces = tracesOn({ shared: "172.16.40", reserved: "172.16.41" });

/** Makes the kinds, the configuration and the Services of MetalLB. Returns the Services. */
export async function leaveMetalLB({ cluster }: PodCluster): Promise<ReadonlyMap<string, ServedService>> {
  await cluster.kubectl(["create", "namespace", "metallb-system"]);
  await cluster.kubectl(["apply", "-k", crds]);
  await cluster.kubectl(["wait", "--for=condition=Established", "--timeout=60s", "crd", "--all"]);
  await cluster.kubectl(["apply", "-f", fixture("pods/metallb.yaml")]);
  await leaveTraces(cluster.api, traces, nodeNames[0] ?? "", { app: "web", targetPort: 8080 });
  return await servicesNow(cluster.api);
}
