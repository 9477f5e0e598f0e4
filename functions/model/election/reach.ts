/**
 * Which nodes an advertisement names, and how much it prefers each.
 *
 * @module
 */

import type { Node } from "../kubernetes.ts";
import type { L2Announcing } from "./l2_advertisement.ts";
import { matches, matchesAny } from "../selector.ts";

export interface Reach {
  readonly advertisement: L2Announcing;
  /** By node that it names: the sum of the weights by which it prefers it; 0 where it does not. */
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
