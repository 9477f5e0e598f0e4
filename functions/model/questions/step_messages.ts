/**
 * The messages for next steps. Each begins with a verb.
 *
 * @module
 */

import type { Fault } from "../fault.ts";
import type { IPFamily, ObjectKey } from "../kubernetes.ts";
import { annotationSharing, labelExcludeFromLoadBalancers } from "../names.ts";

export function createPool(namespace: string): string {
  return `create an IPAddressPool in namespace ${namespace}, with addresses of the nodes' network that nothing else uses`;
}

export function createNamedPool(pool: string, namespace: string): string {
  return `create IPAddressPool ${pool} in namespace ${namespace}, or correct the name that the Service asks for`;
}

export function repairPool(pool: string, { field, message }: Fault): string {
  return `repair IPAddressPool ${pool}: ${field}: ${message}`;
}

export function openPool(pools: readonly string[]): string {
  return `let a pool admit the Service: change spec.serviceAllocation of ${pools.join(" or ")}, or add a pool`;
}

export function growPool(pools: readonly string[]): string {
  return `add addresses to spec.addresses of pool ${pools.join(" or ")}, or delete a Service that has one`;
}

export function admit(pool: string): string {
  return `let pool ${pool} admit the Service: change its spec.serviceAllocation, or the Service's namespace or labels`;
}

export function addAddress(address: string): string {
  return `add ${address} to spec.addresses of a pool, or ask for an address that is in one`;
}

export const askForAnother = "ask for addresses of one pool, and for none that its avoidBuggyIPs excludes";

export function makeAgree(address: string, pool: string, asked: string): string {
  return `ask for an address of pool ${asked}, or for pool ${pool}, which has ${address}`;
}

export const changeRequest = "change what the Service asks for, or remove the obstacle that is named above";

export const shareAddress =
  `give both Services the same ${annotationSharing}, if their ports differ, or ask for another address`;

export function takeKey(key: string): string {
  return `give the Service the key "${key}", with which the address is shared`;
}

/** @param conflict the message of the verdict PortConflict */
export function freePort(conflict: string): string {
  return `use another port, or another address: ${conflict.split("; ")[0]}`;
}

export const sameBackend =
  "set externalTrafficPolicy to Cluster on all Services of the address, or give them one namespace and selector";

export const removeStranger =
  "find the host that uses the address and stop it there, or take the address out of its pool";

export const findForger =
  "find the host that uses the MAC of a dead node, or find out why that node does not reach the API server and its heartbeats do not arrive";

export const unbindAddress =
  "remove the address from that node's interface with `ip addr del`; with kube-proxy in IPVS mode set `strictARP: true`";

export const renameAnnouncer =
  "find the host of the second announcer by its MAC, and give that announcer the name of its own Node (--node-name)";

export const restartAnnouncer = "read the log of that node's announcer, and restart it";

export function addFamily(families: readonly IPFamily[], pool: string | undefined): string {
  return `add ${families.join(" and ")} addresses to ${
    pool === undefined ? "a pool" : `pool ${pool}`
  }: both families of a ` +
    "Service are from one pool";
}

export const preferDualStack = "accept one family: set ipFamilyPolicy to PreferDualStack";

export const awaitDeletion = "wait until the Service is gone, then create it anew";

export const correctRequest = "correct what the Service asks for, as said above";

export function clusterAddress(headless: boolean): string {
  return headless
    ? "create the Service anew without clusterIP: None, since its address must lead to a cluster address"
    : "wait until Kubernetes gives the Service a cluster address; if it does not, its events say why";
}

export const askForAnyAddress = "do not ask for a certain address: then the Service would get one";
export const askForNothing = "do not ask for a certain address or pool: then the Service would get an address";
export const withoutLoadBalancerIP = "take spec.loadBalancerIP away";

export function askForPool(pool: string): string {
  return `ask for pool ${pool}, which would give it an address`;
}

export function askForBoth(pool: string): string {
  return `ask for pool ${pool}, which would give it addresses of both families`;
}

export function addAdvertisement(pool: string): string {
  return `add an L2Advertisement for pool ${pool}: nothing announces it`;
}

/** @param advertisement an advertisement with an error */
export function repairAdvertisement(
  { kind, name, message }: { readonly kind: string; readonly name: string; readonly message: string },
): string {
  return `repair ${kind} ${name}: ${message}`;
}

export function selectServices(advertisements: readonly string[], services: readonly ObjectKey[]): string {
  return `let spec.serviceSelectors of ${advertisements.join(" or ")} match the labels of ${services.join(", ")}`;
}

export const joinPool = "add the address to a pool: an advertisement is for pools";

export function selectNodes(kind: string, advertisements: readonly string[], nodes: string): string {
  return `let spec.nodeSelectors of ${kind} ${advertisements.join(" or ")} match a node that is up, such as ${nodes}`;
}

export function unlabel(nodes: string): string {
  return `take the label ${labelExcludeFromLoadBalancers} off ${nodes}`;
}

export function repairNetwork(nodes: string): string {
  return `find out why the network of ${nodes} is unavailable: its network plugin sets that condition`;
}

export function untaint(nodes: string): string {
  return `take the taint node.kubernetes.io/out-of-service off ${nodes}, once it is back`;
}

export function startAnnouncer(nodes: string): string {
  return `see why no announcer reports from ${nodes}`;
}

export function correctLease(nodes: string): string {
  return `correct spec.renewTime in the Lease of ${nodes}: arpeggio check shows its place`;
}

export function reviveNode(node: string): string {
  return `see whether node ${node} is up, and read the log of its announcer: it fell silent`;
}

export const addNode = "add a node: there is none";

/** @param links the links of the nodes, e.g. `node-1 has eth0, eth1`; empty: not known */
export function correctInterfaces(advertisements: readonly string[], links: string): string {
  const known = links === "" ? "" : `: ${links}`;
  return `name an interface that the nodes have in spec.interfaces of L2Advertisement ${
    advertisements.join(" or ")
  }${known}`;
}

export function restoreInterface(nodes: string): string {
  return `bring up an interface of ${nodes} (\`ip link\` there shows which are down), or see --exclude-interfaces`;
}

export function restoreFamily(nodes: string): string {
  return `give the links of ${nodes} addresses of this family; for IPv6, see the sysctl disable_ipv6 and the MTU there`;
}

export function joinSubnet(nodes: string): string {
  return `connect ${nodes} to the subnet of the address, or give their link there an address of it`;
}

export function startPod(services: readonly ObjectKey[]): string {
  return `start a Pod that the selector of ${services.join(" or ")} matches, or see why none is ready`;
}

export function startPodOn(nodes: string): string {
  return `start a Pod of the Service on ${nodes}`;
}

export const serveFromAnywhere = "set externalTrafficPolicy to Cluster: then every node that may announce serves";

/** @param advertisements names of BGPAdvertisements */
export function addPeer(advertisements: readonly string[]): string {
  return `add a BGPPeer for the nodes to speak with, or correct spec.peers of BGPAdvertisement ${
    advertisements.join(" or ")
  }`;
}

export function openSession(nodes: string, peers: readonly string[]): string {
  return `see why ${nodes} has no session with BGPPeer ${
    peers.join(", ")
  }: is the router up, and are ASN and address right?`;
}

export function speakBGP(nodes: string): string {
  return `start the announcer on ${nodes} with --bgp`;
}

export function letAnswersThrough(node: string): string {
  return `let ARP and NDP of node ${node} through: a switch's port security or ARP inspection, a hypervisor's protection against ` +
    "forged MACs, or a filter on the node keeps its answers from the network";
}

export function plugIn(node: string): string {
  return `bring up the link of node ${node} to the network of the address (\`ip link\` there shows which is down), or let another node ` +
    "announce the address";
}

export function leaveToOthers(node: string): string {
  return `leave its addresses to other nodes until then: exclude ${node}`;
}

export function waitForReport(node: string): string {
  return `wait for node ${node} to report, which takes a second; if it does not, read the log of its announcer`;
}
