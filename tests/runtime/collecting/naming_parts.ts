/**
 * Parts with a name in each place where an archive may have one. Each name of more than one letter contains `marked`.
 *
 * @module
 */

import { historyName } from "../../../functions/model/history/book.ts";
import type { Part } from "../../../runtime/collecting/part.ts";

function list(path: string, ...items: readonly unknown[]): Part {
  return { is: "json", path, value: { apiVersion: "v1", kind: "List", items } };
}

const kubeadm = `apiServer:
  certSANs: [api.marked.example]
clusterName: marked-cluster
controlPlaneEndpoint: k8s.marked.example:6443
etcd: {external: {endpoints: ["https://etcd.marked.example:2379"]}}
imageRepository: registry.k8s.io
networking: {podSubnet: 10.244.0.0/16}
`;

export const namingParts: readonly Part[] = [
  list("workloads/deployments.json", {
    kind: "Deployment",
    metadata: { name: "arpeggio-controller", namespace: "metallb-system", labels: { "marked-key": "marked-label" } },
    spec: {
      template: {
        spec: {
          imagePullSecrets: [{ name: "marked-registry-login" }],
          priorityClassName: "marked-priority",
          nodeSelector: { "marked.example/nodes": "marked-nodes" },
          tolerations: [{ key: "marked-taint", operator: "Exists" }],
          containers: [{
            args: ["controller", "--lb-class=marked.example/class", "--docs=https://docs.marked.example/arpeggio"],
            image: "images.marked.example/marked-team/arpeggio:1",
          }, { image: "registry.k8s.io/pause:3" }],
        },
      },
    },
  }),
  list("objects/services.json", {
    kind: "Service",
    metadata: {
      name: "a",
      namespace: "marked-shop",
      annotations: { "metallb.io/address-pool": "marked-misspelt", "metallb.io/allow-shared-ip": "marked-share" },
      ownerReferences: [{ apiVersion: "v1", kind: "Gateway", name: "marked-owner" }],
      finalizers: ["marked.example/finalizer"],
    },
    spec: {
      loadBalancerClass: "marked.example/class",
      selector: { "marked-app": "marked-app-name" },
      ports: [{ name: "marked-port", port: 80 }],
    },
    status: { loadBalancer: { ingress: [{ hostname: "www.marked.example" }] } },
  }),
  list("objects/bgppeers.json", {
    kind: "BGPPeer",
    metadata: { name: "marked-tor", namespace: "metallb-system" },
    spec: {
      passwordSecret: { name: "marked-password" },
      bfdProfile: "marked-bfd",
      vrf: "marked-vrf",
      nodeSelectors: [{ matchExpressions: [{ key: "marked-rack", operator: "In", values: ["marked-rack-1"] }] }],
    },
  }),
  list("objects/communities.json", {
    kind: "Community",
    metadata: { name: "marked-communities", namespace: "metallb-system" },
    spec: { communities: [{ name: "marked-alias", value: "64512:100" }] },
  }),
  list("objects/nodes.json", {
    kind: "Node",
    metadata: { name: "n1.marked.example", labels: { "kubernetes.io/hostname": "marked-n1" } },
    spec: { taints: [{ key: "marked.example/taint", value: "marked-tainted", effect: "NoSchedule" }] },
    status: {
      addresses: [{ type: "InternalDNS", address: "n1.internal.marked.example" }, {
        type: "Hostname",
        address: "marked-n1",
      }],
    },
  }),
  list("objects/leases.json", {
    kind: "Lease",
    metadata: { name: "speaker-n1.marked.example", namespace: "metallb-system" },
    spec: { holderIdentity: "n1.marked.example_1" },
  }),
  list("objects/configmaps.json", {
    kind: "ConfigMap",
    metadata: { name: "kubeadm-config", namespace: "kube-system" },
    data: { ClusterConfiguration: kubeadm },
  }, {
    kind: "ConfigMap",
    metadata: { name: historyName, namespace: "metallb-system" },
    data: {
      "20261130T040000.000Z": [
        "2026-11-30T03:00:00.000Z takeover marked-deleted-node n1.marked.example 180 192.0.2.33",
        "2026-11-30T03:00:01.000Z exhausted - - - marked-deleted-space/marked-deleted-service",
      ].join("\n"),
    },
  }),
  list("objects/events.json", {
    kind: "Event",
    metadata: { name: "a.17", namespace: "marked-shop" },
    message: 'Failed to pull "images.marked.example/marked-team/arpeggio:1" on a node of marked-shop/a',
    involvedObject: { kind: "Service", namespace: "marked-shop", name: "a" },
    source: { host: "n1.marked.example" },
  }, {
    kind: "Event",
    metadata: { name: "marked-closed-shop.18", namespace: "marked-shop" },
    message: "Node marked-lost-node assigned",
    involvedObject: { kind: "Service", namespace: "marked-shop", name: "marked-closed-shop" },
    source: { host: "marked-lost-node" },
  }),
  {
    is: "log",
    path: "logs/arpeggio-controller-0/controller.log",
    text:
      "2026-11-30T04:00:00Z GET https://api.marked.example:6443/version failed on marked-n1; try k8s.marked.example",
  },
  { is: "metrics", path: "metrics/arpeggio-controller-0.txt", text: 'x{node="n1.marked.example",peer="marked-tor"} 1' },
];
