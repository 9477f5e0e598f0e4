/**
 * Finds the addresses for which a node now answers because the holder, or only its announcer, has failed. Pure.
 *
 * @module
 */

import type { Peer } from "../../functions/model/announcing/liveness/peer.ts";
import type { Duty } from "../../functions/model/announcing/duties/duty.ts";
import type { Instant } from "../../functions/model/kubernetes.ts";

export interface Takeover {
  /**
   * `node`: the holder is dead and this node holds the address now. `announcer`: only the holder's announcer is dead,
   * and this node answers on its behalf.
   */
  readonly cause: "node" | "announcer";
  /** The node that held the address; absent if not known. */
  readonly from?: string;
  /** When the last heartbeat from that node arrived. */
  readonly silentSince: Instant;
}

export function takeovers(
  before: ReadonlyMap<string, Duty>,
  after: ReadonlyMap<string, Duty>,
  peers: ReadonlyMap<string, Peer>,
): Takeover[] {
  return [...after.values()].flatMap((duty): Takeover[] => {
    const was = before.get(duty.address);
    if (was?.role === duty.role) return [];
    const from = was?.state === "standby" || was?.role === "surrogate" ? { from: was.holder } : {};
    switch (duty.role) {
      case "surrogate": {
        const silentSince = peers.get(duty.holder)?.heardAt;
        return silentSince === undefined ? [] : [{ cause: "announcer", from: duty.holder, silentSince }];
      }
      case "holding":
        return duty.origin.is === "plan" ? [] : [{ cause: "node", ...from, silentSince: duty.origin.silentSince }];
      default:
        return [];
    }
  });
}
