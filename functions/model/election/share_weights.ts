/**
 * With load sharing: the weight of each node of an order, which determines how many hosts the node serves. The weight
 * is the node's score, but at least 1. With `externalTrafficPolicy: Local`, it is multiplied by the number of the
 * node's endpoints.
 *
 * @module
 */

import type { RunningElection } from "./running_election.ts";
import type { Order } from "./standbys.ts";

const greatest = 100_000;

/** The order with weights; the same object if nothing changes. */
export function weighted(order: Order, election: RunningElection): Order {
  return withWeights(order, (node) => weightOf(node, election));
}

export function unweighted(order: Order): Order {
  return withWeights(order, () => 1);
}

function weightOf(node: string, { candidacy: { candidates }, claimants }: RunningElection): number {
  const score = Math.max(1, candidates.get(node)?.score ?? 1);
  const endpoints = claimants.reduce((sum, { endpointsOn }) => sum + (endpointsOn.get(node) ?? 0), 0);
  return Math.min(greatest, score * Math.max(1, endpoints));
}

function withWeights(order: Order, weightFor: (node: string) => number): Order {
  if (order.every(({ node, weight = 1 }) => weight === weightFor(node))) return order;
  return order.map(({ weight: _, ...entry }) => {
    const weight = weightFor(entry.node);
    return weight === 1 ? entry : { ...entry, weight };
  });
}
