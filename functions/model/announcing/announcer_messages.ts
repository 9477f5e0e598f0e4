/**
 * What an announcer says of an address, in the conditions of its VirtualIP.
 *
 * @module
 */

export function announcingMessage(node: string, links: readonly string[]): string {
  return `node ${node} answers on ${links.join(", ")}`;
}

export function notAnnouncingMessage(node: string): string {
  return `node ${node} has stopped answering: the plan names no node for this address`;
}

export function unlinkedMessage(node: string): string {
  return `no link of node ${node} is up on which it may answer for this address, and no other node that may is there: ` +
    `plug in the cable of node ${node}, or see \`ip link\` there`;
}

export function mutedMessage(node: string, by: string): string {
  return `node ${by} asked for this address and got no answer, though node ${node} holds it and is heard: ` +
    `see what keeps ARP or NDP of node ${node} from the network`;
}

export function putAsideMessage(mac: string, minutes: number): string {
  return `${mac} already answered for this address when it was first asked for; it is left alone for ${minutes} minutes: ` +
    "take the address out of the pool, or stop the host that uses it";
}

export function defendedMessage(node: string, mac: string): string {
  return `${mac} speaks for this address too; node ${node} defends it: find that host and take the address from it`;
}

export function keptMessage(node: string, { node: by, mac }: { readonly node: string; readonly mac: string }): string {
  return `node ${by} (${mac}) speaks for this address too, though the plan does not name that node; node ${node} defends it: ` +
    `see what keeps the announcer of node ${by} from giving it up, or restart it`;
}

export const noConflictMessage = "nobody else speaks for this address";
