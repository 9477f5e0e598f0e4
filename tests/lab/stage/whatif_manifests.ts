/**
 * Manifests for a lab in which `whatif` meets different elections: an address of all nodes, of preferred nodes or of
 * only two nodes, IPv6, a sharing key, and `externalTrafficPolicy: Local`.
 */

import { stringify } from "yaml";

const namespace = "metallb-system";
const hostname = "kubernetes.io/hostname";

/** Four pools: one is announced from every node, one with a preference, one from two nodes, and one has IPv6. */
export const ground = documents([
  ...pool("general", "172.16.16.0/24"),
  ...pool("preferred", "172.16.17.0/24"),
  ...pool("pair", "172.16.18.0/24"),
  ...pool("six", "fd00:16:0:0:16::/112"),
  advertisement("general", ["general", "six"], {}),
  advertisement("preferred", ["preferred"], {
    preferredNodeSelectors: [
      { weight: 50, preference: { matchLabels: { [hostname]: "test-1" } } },
      { weight: 20, preference: { matchLabels: { [hostname]: "test-2" } } },
    ],
  }),
  advertisement("pair", ["pair"], {
    nodeSelectors: [{ matchExpressions: [{ key: hostname, operator: "In", values: ["test-1", "test-3"] }] }],
  }),
]);

const wanted: readonly Wanted[] = [
  ...["one", "two", "three", "four", "five", "seven"].map((name) => ({ name, pool: "general" })),
  { name: "best", pool: "preferred" },
  { name: "either", pool: "pair" },
  { name: "six", pool: "six", family: "IPv6" },
  { name: "shared-80", pool: "general", sharing: "key" },
  { name: "shared-81", pool: "general", sharing: "key", port: 81 },
  { name: "local", pool: "general", policy: "Local" },
];

export const services = documents(wanted.map(service));

/** Endpoints of all these Services on one node. */
export function endpointsOn(node: string): string {
  return documents(wanted.map(({ name, family = "IPv4" }) => ({
    apiVersion: "discovery.k8s.io/v1",
    kind: "EndpointSlice",
    metadata: { name: `${name}-${node}`, namespace: "default", labels: { "kubernetes.io/service-name": name } },
    addressType: family,
    endpoints: [{ nodeName: node, conditions: { ready: true, serving: true } }],
  })));
}

interface Wanted {
  readonly name: string;
  readonly pool: string;
  readonly family?: "IPv6";
  readonly sharing?: string;
  readonly port?: number;
  readonly policy?: "Local";
}

function service(
  { name, pool, family = undefined, sharing, port = 80, policy = undefined }: Wanted,
  index: number,
): object {
  return {
    apiVersion: "v1",
    kind: "Service",
    metadata: {
      name,
      namespace: "default",
      annotations: {
        "metallb.io/address-pool": pool,
        ...sharing !== undefined && { "metallb.io/allow-shared-ip": sharing },
      },
    },
    spec: {
      type: "LoadBalancer",
      clusterIPs: [family === undefined ? `10.96.0.${index + 10}` : `fd00:96::${index + 10}`],
      externalTrafficPolicy: policy ?? "Cluster",
      ports: [{ port }],
    },
  };
}

function pool(name: string, range: string): readonly object[] {
  return [{
    apiVersion: "metallb.io/v1beta1",
    kind: "IPAddressPool",
    metadata: { name, namespace },
    spec: { addresses: [range], autoAssign: false },
  }];
}

function advertisement(name: string, ipAddressPools: readonly string[], spec: object): object {
  return {
    apiVersion: "metallb.io/v1beta1",
    kind: "L2Advertisement",
    metadata: { name, namespace },
    spec: { ipAddressPools, ...spec },
  };
}

function documents(objects: readonly object[]): string {
  return objects.map((each) => stringify(each)).join("---\n");
}
