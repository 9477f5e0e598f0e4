import { stringify } from "yaml";

/** The kernel's mechanism that kube-proxy uses. */
export type ProxyMode = "nftables" | "iptables";

/** Where kube-proxy serves its health. Each node is a network namespace, so the port is the node's own. */
export const proxyHealthAddress = "127.0.0.1:10256";

/** Writes the configuration of kube-proxy on one node, by default in nftables mode, and returns its flags. */
export async function prepareProxy(
  node: string,
  kubeconfig: string,
  path: string,
  mode: ProxyMode = "nftables",
): Promise<readonly string[]> {
  const configuration = {
    apiVersion: "kubeproxy.config.k8s.io/v1alpha1",
    kind: "KubeProxyConfiguration",
    mode,
    hostnameOverride: node,
    clientConnection: { kubeconfig },
    healthzBindAddress: proxyHealthAddress,
    metricsBindAddress: "127.0.0.1:10249",
    nftables: { minSyncPeriod: "50ms" },
    // Zero leaves the kernel's settings unchanged: a namespace cannot write the host's settings.
    conntrack: { maxPerCore: 0, min: 0, tcpEstablishedTimeout: "0s", tcpCloseWaitTimeout: "0s" },
  };
  await Deno.writeTextFile(path, stringify(configuration));
  return [`--config=${path}`, "--v=2"];
}
