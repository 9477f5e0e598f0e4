/**
 * Finds the addresses that must be decided again after a change of the peers.
 *
 * @module
 */

import type { Peer, PeerNetwork } from "./peer.ts";

/** The addresses to decide again; `"all"`: every address. */
export type Affected = ReadonlySet<string> | "all";

/**
 * Compares the peers before and after the change. If a peer comes or goes, or if its state, its networks, its liveness,
 * `informed` or `sharesHosts` change, all addresses are affected. A claim, decline or miss that is new, changed or gone
 * affects only its own address.
 *
 * ```ts
 * import { affected } from "./affected.ts";
 * import assert from "node:assert/strict";
 * const peer = { networks: [], state: "running", version: 1, informed: true, declines: new Set<string>() } as const;
 * const before = new Map([["node-2", { ...peer, claims: new Map([["10.0.0.1", 1], ["10.0.0.2", 1]]) }]]);
 * const after = new Map([["node-2", { ...peer, claims: new Map([["10.0.0.1", 1], ["10.0.0.3", 1]]) }]]);
 * assert.deepEqual(affected(before, after), new Set(["10.0.0.2", "10.0.0.3"]));
 * assert.equal(affected(before, new Map()), "all");
 * ```
 */
export function affected(before: ReadonlyMap<string, Peer>, after: ReadonlyMap<string, Peer>): Affected {
  if (before.size !== after.size) return "all";
  const addresses = new Set<string>();
  for (const [node, is] of after) {
    const was = before.get(node);
    if (was === undefined || !isAsBefore(was, is)) return "all";
    if (was.claims !== is.claims) addChanged(addresses, was.claims, is.claims);
    if (was.declines !== is.declines) {
      for (const each of was.declines.symmetricDifference(is.declines)) addresses.add(each);
    }
    if (was.misses !== is.misses) {
      const [one = new Set<string>(), other = new Set<string>()] = [was.misses, is.misses];
      for (const each of one.symmetricDifference(other)) addresses.add(each);
    }
  }
  return addresses;
}

function isAsBefore(was: Peer, is: Peer): boolean {
  return was.state === is.state && was.informed === is.informed &&
    was.sharesHosts === is.sharesHosts && was.networks.length === is.networks.length &&
    was.networks.every((network, index) => isSame(network, is.networks[index]));
}

function isSame(network: PeerNetwork, other: PeerNetwork | undefined): boolean {
  return network.link === other?.link && network.mac === other.mac && network.liveness === other.liveness &&
    network.isUnplugged === other.isUnplugged;
}

function addChanged(into: Set<string>, was: ReadonlyMap<string, number>, is: ReadonlyMap<string, number>): void {
  for (const [address, revision] of is) if (was.get(address) !== revision) into.add(address);
  for (const address of was.keys()) if (!is.has(address)) into.add(address);
}
