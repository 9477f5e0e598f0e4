/**
 * Finds out whether this node takes an address over from a dead node, and since when that node has been silent.
 *
 * @module
 */

import { livenessOf } from "../liveness/peer.ts";
import type { Origin } from "./duty.ts";
import { type AddressView, isProvenDead } from "./takeover.ts";
import type { Situation } from "./situation.ts";

/** The origin of the new duty: a takeover if the node that the status names is dead. */
export function origin(view: AddressView, situation: Situation): Origin {
  const { status } = view.virtualIP;
  const { node, peers, signatures } = situation;
  if (status?.node === undefined || status.node === node) return { is: "plan" };
  const before = peers.get(status.node);
  const isDead = livenessOf(before, view.home) === "nodeDown" || isProvenDead(status.node, view, situation);
  if (before?.heardAt === undefined || !isDead) return { is: "plan" };
  const leaseVersion = signatures.get(status.node)?.leaseVersion;
  return {
    is: "takeover",
    from: status.node,
    silentSince: before.heardAt,
    ...(leaseVersion !== undefined && { leaseVersion }),
  };
}
