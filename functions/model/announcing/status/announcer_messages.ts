/**
 * Messages of announcers, in the conditions of a VirtualIP.
 *
 * @module
 */

import { toTimestamp } from "../../instant.ts";
import type { Instant } from "../../kubernetes.ts";
import type { Binding } from "../duties/bound.ts";

export function announcingMessage(node: string, links: readonly string[]): string {
  return `node ${node} answers on ${links.join(", ")}`;
}

export function sharingMessage(nodes: readonly string[], links: readonly string[]): string {
  const [only, ...others] = nodes;
  const named = others.length === 0 ? `node ${only}` : `nodes ${nodes.slice(0, -1).join(", ")} and ${nodes.at(-1)}`;
  return `${named} share${others.length === 0 ? "s" : ""} the hosts on ${links.join(", ")}`;
}

export function notAnnouncingMessage(node: string): string {
  return `node ${node} has stopped answering: the plan names no node for this address`;
}

/** @param since the start of the second announcer, RFC 3339 */
export function twinMessage(node: string, since: string): string {
  return `a second announcer with the name of node ${node} started on another machine at ${since}, and was told to wait`;
}

export function secondAnnouncerMessage(node: string, mac: string): string {
  return `${mac} claims this address too: a second announcer with the name of node ${node} runs on that host, and was told ` +
    "to wait; find that host and give its announcer the name of its own Node (--node-name)";
}

export function correctNameStep(node: string): string {
  return `find the other machine whose announcer has the name ${node}, and give it the name of its own Node (--node-name); a restart of the announcer of ${node} clears this line`;
}

/** @param since when the first check failed */
export function proxyFailingMessage(node: string, since: Instant): string {
  return `kube-proxy of node ${node} has not been healthy since ${
    toTimestamp(since)
  }, so the node may forward packets to ` +
    "endpoints that no longer exist: it is the last choice for every address that a node with a healthy kube-proxy may announce";
}

export function repairProxyStep(node: string): string {
  return `see why kube-proxy of ${node} is not healthy: look at its Pod or service there, and at its log`;
}

export function unlinkedMessage(node: string): string {
  return `node ${node} has no usable link for this address, and no other node can take it: ` +
    `plug in the cable of node ${node}, or see \`ip link\` and \`ip addr\` there`;
}

export function mutedMessage(node: string, by: string): string {
  return `node ${by} asked for this address and got no answer, though node ${node} holds it and is heard: ` +
    `see what keeps ARP or NDP of node ${node} from the network`;
}

export function putAsideMessage(mac: string, minutes: number): string {
  return `a host with the MAC ${mac} already uses this address, so it is put aside for ${minutes} minutes: ` +
    "take the address out of the pool, or stop that host";
}

export function defendedMessage(node: string, mac: string): string {
  return `${mac} claims this address too; node ${node} defends it: find that host and remove the address from it`;
}

export function keptMessage(node: string, { node: by, mac }: { readonly node: string; readonly mac: string }): string {
  return `node ${by} (${mac}) claims this address too, though the plan does not name that node; node ${node} defends it: ` +
    `see what keeps the announcer of node ${by} from giving it up, or restart it`;
}

export function forgedMessage(node: string, { node: dead, mac, link }: NodeMac): string {
  return `${mac}, the MAC of node ${dead}, still answers on ${link}, although node ${dead} neither sends heartbeats nor ` +
    `renews its Lease; node ${node} answers in its place: find the host that uses this MAC, or find out why node ${dead} ` +
    "does not reach the API server";
}

export function boundMessage(node: string, { node: by, mac, link }: NodeMac): string {
  return `the kernel of node ${by} (${mac}) answers for this address too, on ${link} of node ${node}: an interface of node ${by} ` +
    "has the address; remove it with `ip addr del`; if kube-proxy runs in IPVS mode, set `strictARP: true`";
}

export function boundOnLinkMessage(address: string, { node, link }: Binding): string {
  return `interface ${link} of node ${node} has this address, so the kernel of node ${node} answers for it, even while ` +
    `another node holds it: remove it there with \`ip addr del ${address} dev ${link}\`, and find the program that added it, for ` +
    "example kube-vip or keepalived";
}

interface NodeMac {
  readonly node: string;
  readonly mac: string;
  readonly link: string;
}

export const noConflictMessage = "no other host claims this address";
