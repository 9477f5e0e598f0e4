/**
 * The messages about load sharing in an explanation.
 *
 * @module
 */

import { nodeList } from "../election/announcement_messages.ts";
import { mostInOrder, type Order } from "../election/standbys.ts";
import { annotationLoadSharing } from "../names.ts";

export function sharedBy(order: Order): string {
  const nodes = order.map(({ node, weight = 1 }) => weight === 1 ? node : `${node} (weight ${weight})`);
  return `${nodes.join(", ")} share the hosts, each host by its MAC`;
}

/** @param asking the advertisements with the annotation; @param others those without it */
export function advertisementsDisagree(asking: readonly string[], others: readonly string[]): string {
  return `L2Advertisement ${asking.join(", ")} asks for it, but L2Advertisement ${
    others.join(", ")
  } applies too and does ` +
    `not have the annotation ${annotationLoadSharing}; set it on all of them`;
}

export function olderAnnouncers(nodes: readonly string[]): string {
  return `the announcer on ${nodeList(nodes)} is of a release without load sharing; update it`;
}

export function onlyNode(node: string): string {
  return `${node} is the only node that may announce the address`;
}

/**
 * @param weight the weight of the node; @param all the sum for all nodes that share the address
 * @param counted the hosts of the node and of all nodes; undefined: not counted yet
 */
export function sharesHosts(
  weight: number,
  all: number,
  counted: { readonly own: number; readonly all: number } | undefined,
): string {
  const part = `serves about ${Math.round((100 * weight) / all)} % of the hosts`;
  const because = weight === 1 ? part : `${part}, by its weight of ${weight}`;
  return counted === undefined ? because : `${because}; at the last count, ${counted.own} of ${counted.all}`;
}

export const doesNotShare = `may announce, but serves no host: at most ${mostInOrder} nodes share an address`;

export function hostOfOneNode(node: string | undefined): string {
  return node === undefined
    ? "no node announces the address"
    : `the address is not shared, so node ${node} serves every host`;
}

export const hostOfUnused = "no Service has the address, so no node serves it";

/** @param weighted true if the weights of the two nodes differ */
export function selectedNodes(first: string, second: string, address: string, weighted: boolean): string {
  const fewer = weighted ? "fewer hosts in proportion to its weight" : "fewer hosts";
  return `the hash of the MAC selects ${first}, then ${second}; a new host is served by ${first}, unless ${second} has ` +
    `${fewer}; \`ip neigh show ${address}\` on the host shows the MAC of its node`;
}

export function soleNode(node: string): string {
  return `node ${node} serves every host: no other node that shares the address is up`;
}

/** @param rank the place in the ranking of the host; the first is 1 */
export function rankFor(rank: number, before: string, after: string | undefined, macs: readonly string[]): string {
  const text = rank === 1
    ? after === undefined ? "serves the host" : `takes the host over if ${after} serves it and dies`
    : rank === 2
    ? `takes the host over if ${before} serves it and dies`
    : `takes the host over if the ${rank - 1} nodes above are down`;
  return macs.length === 0 ? text : `${text}; its MAC is ${macs.join(", or ")}`;
}

/** @param link the name of the node's link */
export function macOn(mac: string, link: string): string {
  return `${mac} on ${link}`;
}
