/**
 * Contests: this node is to hold an address, and a peer in the order claims it too.
 *
 * @module
 */

import { livenessOf } from "../liveness/peer.ts";
import type { Contest, Established } from "./duty.ts";
import { type AddressView, seenOnWire } from "./takeover.ts";
import type { Situation } from "./situation.ts";

export interface Contested {
  readonly contest: Contest;
  /** Names of the peers that are down or on the other side of a partition. */
  readonly outOfReach: readonly string[];
  /** True if a peer has just begun to claim the address. Then this node announces the address again, once. */
  readonly speaks: boolean;
  /**
   * True if all rounds of gratuitous ARP begin anew: a contest is over, or a peer can be reached again and may have
   * answered meanwhile. One frame is not enough: a host that has just learned the peer's MAC ignores another change for
   * a second.
   */
  readonly restarts: boolean;
}

/** Looks for a peer that claims the address too. If this node is yielding the address, the contest stays as it was. */
export function contest(holding: Established, view: AddressView, situation: Situation): Contested {
  const { contest: before, outOfReach: lost } = holding;
  if (holding.yielding.is === "yielding") {
    return { contest: before, outOfReach: lost, speaks: false, restarts: false };
  }
  const { now, node, peers } = situation;
  const others = (view.virtualIP.spec.l2?.order ?? []).map((entry) => entry.node).filter((each) => each !== node);
  const seen = seenOnWire(view, situation);
  const rival = others.find((each) => {
    const peer = peers.get(each);
    return each === seen ||
      (peer?.informed && peer.claims.has(holding.address) && livenessOf(peer, view.home) === "alive");
  });
  const outOfReach = others.filter((each) => livenessOf(peers.get(each), view.home) === "nodeDown");
  const isBack = lost.some((each) => others.includes(each) && !outOfReach.includes(each));
  if (rival === undefined) {
    return { contest: { is: "no" }, outOfReach, speaks: false, restarts: before.is === "contested" || isBack };
  }
  const isSame = before.is === "contested" && before.by === rival;
  const since = isSame ? before.since : now;
  return { contest: { is: "contested", by: rival, since }, outOfReach, speaks: !isSame, restarts: isBack };
}
