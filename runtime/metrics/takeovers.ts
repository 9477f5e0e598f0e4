/**
 * What a node took over from another that had failed. Pure.
 *
 * @module
 */

import type { Duty } from "../../functions/model/announcing/duty.ts";
import type { Peer } from "../../functions/model/announcing/situation.ts";

export interface Takeover {
  readonly address: string;
  readonly from: string;
  /** The node is dead, and this one has the address now; or just its announcer, and this one answers in its name. */
  readonly cause: "node" | "announcer";
}

export function takeovers(
  before: ReadonlyMap<string, Duty>,
  after: ReadonlyMap<string, Duty>,
  peers: ReadonlyMap<string, Peer>,
): Takeover[] {
  return [...after.values()].flatMap((duty): Takeover[] => {
    const { address, role } = duty;
    const was = before.get(address);
    if (was?.role !== "waiting" && was?.role !== "surrogate") return [];
    if (role === "surrogate") {
      return was.role === "waiting" ? [{ address, from: duty.holder, cause: "announcer" }] : [];
    }
    return role === "holding" && isDown(peers.get(was.holder)) ? [{ address, from: was.holder, cause: "node" }] : [];
  });
}

function isDown(peer: Peer | undefined): boolean {
  return peer !== undefined && peer.networks.every(({ liveness }) => liveness === "nodeDown");
}
