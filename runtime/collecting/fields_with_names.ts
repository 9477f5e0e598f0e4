/**
 * The kinds whose objects users name, and the fields that hold such names, with the words for their pseudonyms. Pure.
 *
 * @module
 */

/**
 * By kind: the word for its pseudonyms. The name of any other object contains the name of one of these objects, e.g.
 * `speaker-NODE`, or is a name of this project.
 */
export const nouns: Readonly<Record<string, string>> = {
  Service: "service",
  Namespace: "namespace",
  Node: "node",
  IPAddressPool: "pool",
  L2Advertisement: "advertisement",
  BGPAdvertisement: "advertisement",
  BGPPeer: "peer",
  BFDProfile: "profile",
  Community: "community",
  DaemonSet: "workload",
  Deployment: "workload",
  ReplicaSet: "workload",
  Pod: "pod",
};

/** Fields that hold a name or a list of names, wherever they are. */
export const ownNouns: Readonly<Record<string, string>> = {
  node: "node",
  nodeName: "node",
  host: "node",
  pool: "pool",
  peer: "peer",
  namespace: "namespace",
  serviceName: "service",
  serviceNamespace: "namespace",
  namespaces: "namespace",
  ipAddressPools: "pool",
  peers: "peer",
  bfdProfile: "profile",
  bfdProfiles: "profile",
  communities: "community",
  hostname: "host",
  hostnameOverride: "host",
  certSANs: "host",
  loadBalancerClass: "class",
  priorityClassName: "class",
  vrf: "vrf",
  clusterName: "cluster",
  manager: "manager",
  reportingComponent: "manager",
  reportingController: "manager",
  reportingInstance: "manager",
  nodes: "node",
  takenFrom: "node",
  "metallb.io/address-pool": "pool",
  "metallb.universe.tf/address-pool": "pool",
  "metallb.io/ip-allocated-from-pool": "pool",
  "metallb.universe.tf/ip-allocated-from-pool": "pool",
  "metallb.io/allow-shared-ip": "key",
  "metallb.universe.tf/allow-shared-ip": "key",
};

/** Fields with objects whose `name` a user chose. */
export const namedObjects: Readonly<Record<string, string>> = {
  ports: "port",
  passwordSecret: "secret",
  services: "service",
  advertisements: "advertisement",
  containers: "container",
  initContainers: "container",
  containerStatuses: "container",
  initContainerStatuses: "container",
  ownerReferences: "owner",
  communities: "community",
};

/** Fields that hold the address of a server: a URL, or a host with a port or a path. */
export const servers: ReadonlySet<string> = new Set([
  "controlPlaneEndpoint",
  "endpoints",
  "server",
]);

/** Maps with keys that users chose; the values are names too, except for annotations. */
export const labelMaps: ReadonlySet<string> = new Set([
  "labels",
  "matchLabels",
  "selector",
  "nodeSelector",
  "annotations",
]);
