/**
 * Finds announcers that do not hear the others because their keys differ.
 *
 * @module
 */

import { compare } from "../../order.ts";
import type { HeartbeatStanding } from "./heartbeat_standing.ts";

export interface KeyRift {
  readonly node: string;
  /** Names of the nodes that this node does not hear, or that do not hear this node; sorted. */
  readonly others: readonly string[];
}

interface Camp {
  readonly standing: HeartbeatStanding;
  readonly nodes: string[];
}

/**
 * The nodes that exchange no heartbeats with most of the others because of their keys; sorted by name. The Lease of a
 * node with one of the first development versions does not show the node's keys. Such a node is in the result if a peer
 * reports that the node's key is foreign.
 *
 * @param standings of the live announcers, by node; undefined: the announcer's Lease does not show its keys
 */
export function keyRifts(standings: ReadonlyMap<string, HeartbeatStanding | undefined>): readonly KeyRift[] {
  const camps = campsOf(standings);
  const others = camps.reduce((sum, { nodes }) => sum + nodes.length, 0) - 1;
  const rifts = camps.flatMap(({ standing, nodes }) => {
    const far = camps.filter((each) => !understand(standing, each.standing)).flatMap((each) => each.nodes).sort();
    return 2 * far.length > others ? nodes.map((node): KeyRift => ({ node, others: far })) : [];
  });
  return [...rifts, ...foreignIn(standings)].sort((one, other) => compare(one.node, other.node));
}

/** Groups the nodes with the same keys, so that pairs of groups are compared and not pairs of nodes. */
function campsOf(standings: ReadonlyMap<string, HeartbeatStanding | undefined>): readonly Camp[] {
  const camps = new Map<string, Camp>();
  for (const [node, standing] of standings) {
    if (standing === undefined) continue;
    const keys = `${standing.signs} ${standing.accepts.toSorted().join()}`;
    const camp = camps.get(keys) ?? { standing, nodes: [] };
    camp.nodes.push(node);
    camps.set(keys, camp);
  }
  return [...camps.values()];
}

function understand(one: HeartbeatStanding, other: HeartbeatStanding): boolean {
  return one.accepts.includes(other.signs) && other.accepts.includes(one.signs);
}

function foreignIn(standings: ReadonlyMap<string, HeartbeatStanding | undefined>): readonly KeyRift[] {
  const deaf = [...standings].flatMap(([node, standing]) => (standing?.foreign ?? []).map((by) => ({ node, by })));
  return [...Map.groupBy(deaf, ({ by }) => by)]
    .filter(([by]) => standings.has(by) && standings.get(by) === undefined)
    .map(([by, told]) => ({ node: by, others: told.map(({ node }) => node).sort() }));
}
