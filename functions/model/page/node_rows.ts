/**
 * Nodes, and whether the addresses are spread evenly over them.
 *
 * @module
 */

import { readAnnouncers } from "../election/announcers.ts";
import type { Election } from "../election/election.ts";
import type { Observed } from "../observed.ts";
import type { AddressRow, NodeRow } from "./page_state.ts";

/** Every node there is, and every other that has to do with an address; ordered by name. */
export function nodeRows(
  { nodes, leases, now, followedSince, settings }: Pick<
    Observed,
    "nodes" | "leases" | "now" | "followedSince" | "settings"
  >,
  elections: readonly Election[],
  addresses: readonly AddressRow[],
): NodeRow[] {
  const { byNode } = readAnnouncers(leases, now, followedSince);
  const isAssumed = settings.assume === "live" && leases.length === 0;
  const owned = new Map<string, number>();
  const standby = new Map<string, number>();
  for (const address of addresses) {
    if (address.owner !== undefined) countIn(owned, address.owner);
    for (const node of address.standbys) countIn(standby, node);
  }
  const shares = sharesOf(elections);
  const names = new Set([...nodes.map(({ metadata }) => metadata.name), ...owned.keys(), ...standby.keys()]);
  return [...names].sort().map((name) => {
    const announcer = byNode.get(name);
    return {
      key: name,
      name,
      announcer: isAssumed ? "assumed" : announcer?.standing ?? "none",
      ...(announcer?.upSince !== undefined && { upSince: announcer.upSince }),
      owned: owned.get(name) ?? 0,
      share: Math.round((shares.get(name) ?? 0) * 10) / 10,
      standby: standby.get(name) ?? 0,
    };
  });
}

/** Each address counts in equal parts for the nodes that are preferred most for it. */
function sharesOf(elections: readonly Election[]): ReadonlyMap<string, number> {
  const byCandidacy = Map.groupBy(elections, ({ candidacy }) => candidacy);
  const shares = new Map<string, number>();
  for (const [{ ranked }, { length }] of byCandidacy) {
    const best = ranked.filter(({ score }) => score === ranked[0]?.score);
    for (const { node } of best) shares.set(node, (shares.get(node) ?? 0) + length / best.length);
  }
  return shares;
}

function countIn(counts: Map<string, number>, name: string): void {
  counts.set(name, (counts.get(name) ?? 0) + 1);
}
