/**
 * The facts about the nodes and their announcers that do not depend on an address.
 *
 * @module
 */

import { compare } from "../order.ts";
import { type KnownAnnouncer, readAnnouncers } from "./announcers.ts";
import { type NodeStanding, nodeStanding } from "./exclusions.ts";
import { type HomeOf, homesOf } from "./home_nodes.ts";
import type { Instant } from "../kubernetes.ts";
import type { Observed } from "../observed.ts";

export interface Standings {
  /** Ordered by name. */
  readonly nodes: readonly NodeStanding[];
  /** Which nodes have a link in the subnet of an address. */
  readonly homeOf: HomeOf;
  /** When time alone changes an announcer's standing. */
  readonly changesAt: Instant;
  /** When a node's announcer last renewed its Lease; undefined: not known. */
  readonly renewedAt: (node: string) => Instant | undefined;
}

export function readStandings(
  { nodes, leases, now, followedSince, settings }: Pick<
    Observed,
    "nodes" | "leases" | "now" | "followedSince" | "settings"
  >,
): Standings {
  const { byNode, changesAt } = readAnnouncers(leases, now, followedSince);
  const assumed: KnownAnnouncer | undefined = settings.assume === "live" && leases.length === 0
    ? { standing: "live", isAssumed: true }
    : undefined;
  const standings = nodes.map((node) => nodeStanding(node, byNode.get(node.metadata.name) ?? assumed, settings));
  return {
    nodes: standings.sort((one, other) => compare(one.name, other.name)),
    homeOf: homesOf(byNode),
    changesAt,
    renewedAt: (node) => byNode.get(node)?.renewedAt,
  };
}
