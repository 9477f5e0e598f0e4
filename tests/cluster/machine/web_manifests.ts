/**
 * Manifests of tests that need an address and nothing more: a pool, its advertisement on layer 2, and a Service.
 *
 * @module
 */

/** A pool of addresses on the network of the cluster's nodes, announced by all nodes. */
export const announcedPool = `
apiVersion: metallb.io/v1beta1
kind: IPAddressPool
metadata: {name: pool, namespace: metallb-system}
spec: {addresses: [172.16.16.0-172.16.16.255]}
---
apiVersion: metallb.io/v1beta1
kind: L2Advertisement
metadata: {name: all, namespace: metallb-system}
spec: {}
`;

/** A Service for the Pods with the label `app: web`. */
export function webService(name: string): string {
  return `
apiVersion: v1
kind: Service
metadata: {name: ${name}}
spec: {type: LoadBalancer, allocateLoadBalancerNodePorts: false, selector: {app: web}, ports: [{port: 80}]}
`;
}
