/**
 * What a node took over from another that had failed. Pure.
 *
 * @module
 */

import type { Duty } from "../../functions/model/announcing/duty.ts";
import type { Peer } from "../../functions/model/announcing/situation.ts";
import type { Instant } from "../../functions/model/kubernetes.ts";

export interface Takeover {
  /** The node is dead, and this one has the address now; or just its announcer, and this one answers in its name. */
  readonly cause: "node" | "announcer";
  /** The node that had the address; absent: not known. */
  readonly from?: string;
  /** When its announcer was last heard. */
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
    const from = was?.role === "waiting" || was?.role === "surrogate" ? { from: was.holder } : {};
    switch (duty.role) {
      case "surrogate": {
        const silentSince = peers.get(duty.holder)?.heardAt;
        return silentSince === undefined ? [] : [{ cause: "announcer", from: duty.holder, silentSince }];
      }
      case "holding":
        return duty.silentSince === undefined ? [] : [{ cause: "node", ...from, silentSince: duty.silentSince }];
      default:
        return [];
    }
  });
}
