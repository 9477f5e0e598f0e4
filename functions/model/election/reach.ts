/**
 * The nodes that an advertisement selects, and how much it prefers each of them.
 *
 * @module
 */

import type { Node } from "../kubernetes.ts";
import type { L2Announcing } from "../advertisements/l2_advertisement.ts";
import { matches, matchesAny } from "../selector.ts";

export interface Reach {
  readonly advertisement: L2Announcing;
  /**
   * By selected node: the sum of the weights of the advertisement's preferences that match the node; 0 if none does.
   */
  readonly scores: ReadonlyMap<string, number>;
}

export function reachOf(advertisement: L2Announcing, nodes: readonly Node[]): Reach {
  const scores = new Map<string, number>();
  for (const { metadata: { name, labels } } of nodes) {
    if (!matchesAny(advertisement.nodeSelectors, labels)) continue;
    let score = 0;
    for (const { weight, preference } of advertisement.preferences) if (matches(preference, labels)) score += weight;
    scores.set(name, score);
  }
  return { advertisement, scores };
}
