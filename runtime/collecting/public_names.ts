/**
 * Names that many clusters have. They identify nobody and are kept. Pure.
 *
 * @module
 */

/** Names, and words that logs and arguments need. */
export const publicNames: readonly string[] = [
  ...["default", "kube-system", "kube-public", "kube-node-lease", "kube-proxy", "kubeadm-config", "kubernetes"],
  ...["localhost", "true", "false", "linux", "amd64", "arm64", "foregroundDeletion", "orphan"],
  // The words of this project and of MetalLB.
  ...["arpeggio", "controller", "announcer", "program", "heartbeat", "metrics", "page", "frr", "zebra", "bfdd", "bgpd"],
  ...["metallb", "speaker", "arpeggio-controller", "arpeggio-announcer", "frr-k8s", "monitoring"],
  ...["metallb-controller", "metallb-speaker", "arpeggio-history", "arpeggio-bgp-passwords", "deno", "run"],
  // The programs that create objects and events in many clusters.
  ...["kubelet", "kubectl", "kubectl-client-side-apply", "kubectl-create", "kubectl-edit", "kubectl-patch"],
  ...["kubectl-label", "kubectl-annotate", "kubectl-rollout", "kube-apiserver", "kube-controller-manager"],
  ...["kube-scheduler", "default-scheduler", "service-controller", "node-controller", "daemonset-controller"],
  ...["deployment-controller", "replicaset-controller", "taint-eviction-controller", "cloud-node-lifecycle-controller"],
  ...["cloud-controller-manager", "Helm", "helm", "kustomize-controller", "helm-controller", "argocd-controller"],
  ...["node-lifecycle-controller", "endpointslice-controller", "kustomize", "system-node-critical"],
  "system-cluster-critical",
];

const publicHosts =
  /(^|\.)(kubernetes\.io|k8s\.io|metallb\.io|metallb\.universe\.tf|arpeggio\.dev|github\.com|docker\.io|quay\.io|ghcr\.io|helm\.sh|cluster\.local|svc)$/i;

/** True for hosts of public projects, and for the endings of names in a cluster. */
export function isPublicHost(host: string): boolean {
  return publicHosts.test(host);
}
