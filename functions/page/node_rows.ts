/**
 * Rows for nodes, with the number of addresses of each.
 *
 * @module
 */

import { readAnnouncers } from "../model/election/announcers.ts";
import type { Election } from "../model/election/election.ts";
import type { Instant } from "../model/kubernetes.ts";
import type { Observed } from "../model/observed.ts";
import type { AddressRow, NodeRow } from "./page_state.ts";

/** A row for every Node object, and for every other node that has an address or is a standby; sorted by name. */
export function nodeRows(
  { nodes, leases, now, followedSince, settings }: Pick<
    Observed,
    "nodes" | "leases" | "now" | "followedSince" | "settings"
  >,
  { elections, addresses, silent }: {
    readonly elections: readonly Election[];
    readonly addresses: readonly AddressRow[];
    /** By silent node: when it was last heard. */
    readonly silent: ReadonlyMap<string, Instant>;
  },
): NodeRow[] {
  const { byNode } = readAnnouncers(leases, now, followedSince);
  const isAssumed = settings.assume === "live" && leases.length === 0;
  const announces = new Map<string, number>();
  const owned = new Map<string, number>();
  const standby = new Map<string, number>();
  /** By shared address: the nodes that share it. */
  const shared = new Map<string, readonly string[]>();
  for (const address of addresses) {
    for (const node of announcersOf(address)) countIn(owned, node);
    for (const node of new Set([...announcersOf(address), ...address.speakers ?? []])) countIn(announces, node);
    for (const node of address.standbys) countIn(standby, node);
    if (address.sharers !== undefined) shared.set(address.address, address.sharers);
  }
  const alone = shared.size === 0 ? elections : elections.filter(({ address }) => !shared.has(address));
  const shares = new Map(sharesOf(alone));
  for (const sharers of shared.values()) for (const node of sharers) countIn(shares, node);
  const names = new Set([...nodes.map(({ metadata }) => metadata.name), ...announces.keys(), ...standby.keys()]);
  return [...names].sort().map((name) => {
    const announcer = byNode.get(name);
    const silentSince = silent.get(name);
    return {
      key: name,
      name,
      announcer: silentSince !== undefined ? "silent" : isAssumed ? "assumed" : announcer?.standing ?? "none",
      ...(silentSince !== undefined && { silentSince }),
      ...(announcer?.upSince !== undefined && { upSince: announcer.upSince }),
      announces: announces.get(name) ?? 0,
      owned: owned.get(name) ?? 0,
      share: Math.round((shares.get(name) ?? 0) * 10) / 10,
      standby: standby.get(name) ?? 0,
    };
  });
}

function announcersOf({ owner, sharers }: AddressRow): readonly string[] {
  return sharers ?? (owner === undefined ? [] : [owner]);
}

/** By node: its share of the addresses. Each address is divided evenly among the candidates with the highest score. */
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
