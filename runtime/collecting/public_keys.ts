/**
 * Keys of labels, annotations, taints and finalizers that are words of Kubernetes or of this project. Pure.
 *
 * @module
 */

import type { Named } from "./hosts.ts";

/** Finds the name in a key. Of a key of Kubernetes that is not known, only the last word is a name. */
export function* namesInKey(key: string): Generator<Named> {
  if (known.has(key) || ours.test(key)) return;
  yield ["key", ofKubernetes.test(key) ? key.slice(key.lastIndexOf("/") + 1) : key];
}

/** True for labels whose values are words of Kubernetes or of this project, or random. */
export function isPublicValue(key: string): boolean {
  return publicValues.has(key);
}

/** Keys of this project and of MetalLB, also misspelt ones, which `check` reports. */
const ours = /^(\w+\.)*(metallb\.io|metallb\.universe\.tf|arpeggio\.dev)\/[\w.-]+$/;
const ofKubernetes = /^([\w-]+\.)*(kubernetes\.io|k8s\.io|helm\.sh)\//;

const publicValues: ReadonlySet<string> = new Set([
  "arpeggio.dev/component",
  "metallb.io/component-type",
  "kubernetes.io/os",
  "kubernetes.io/arch",
  "beta.kubernetes.io/os",
  "beta.kubernetes.io/arch",
  "endpointslice.kubernetes.io/managed-by",
  "controller-revision-hash",
  "pod-template-hash",
  "pod-template-generation",
]);

const namesByPrefix: Readonly<Record<string, string>> = {
  "": "app component name release tier k8s-app role version service.kubernetes.io/headless",
  "app.kubernetes.io/": "name instance version component part-of managed-by created-by",
  "helm.sh/": "chart",
  "kubernetes.io/": "os arch hostname metadata.name service-name cluster-service basic-auth",
  "beta.kubernetes.io/": "os arch instance-type",
  "kubectl.kubernetes.io/": "last-applied-configuration restartedAt default-container",
  "topology.kubernetes.io/": "zone region",
  "failure-domain.beta.kubernetes.io/": "zone region",
  "node-role.kubernetes.io/": "control-plane master worker etcd",
  "node.kubernetes.io/":
    "exclude-from-external-load-balancers out-of-service instance-type not-ready unreachable unschedulable " +
    "disk-pressure memory-pressure pid-pressure network-unavailable microk8s-controlplane microk8s-worker",
  "node.cloudprovider.kubernetes.io/": "uninitialized shutdown",
  "service.kubernetes.io/": "load-balancer-cleanup service-proxy-name topology-mode headless topology-aware-hints",
  "endpoints.kubernetes.io/": "last-change-trigger-time",
  "endpointslice.kubernetes.io/": "managed-by skip-mirror",
  "deployment.kubernetes.io/": "revision",
  "deprecated.daemonset.template.": "generation",
  "pod-security.kubernetes.io/": "enforce enforce-version audit audit-version warn warn-version",
  "scheduler.alpha.kubernetes.io/": "critical-pod",
};

const known: ReadonlySet<string> = new Set([
  ...publicValues,
  "foregroundDeletion",
  "orphan",
  ...Object.entries(namesByPrefix).flatMap(([prefix, names]) => names.split(" ").map((name) => `${prefix}${name}`)),
]);
