/**
 * The conditions in the status of a VirtualIP.
 *
 * @module
 */

import type { VirtualIP, VirtualIPStatus } from "../../crds.ts";
import type { Condition, Instant } from "../../kubernetes.ts";
import type { ConflictVerdict } from "../../reasons.ts";
import { bindingOf } from "../duties/bound.ts";
import { isToldOf } from "../duties/defence.ts";
import type { Established, Intrusion, Sharing } from "../duties/duty.ts";
import type { Situation } from "../duties/situation.ts";
import {
  boundMessage,
  boundOnLinkMessage,
  defendedMessage,
  forgedMessage,
  keptMessage,
  noConflictMessage,
  secondAnnouncerMessage,
} from "./announcer_messages.ts";

/** The conditions of an address that this node announces. */
export function conditionsOf(
  virtualIP: VirtualIP,
  duty: Established | Sharing,
  { since, message }: { readonly since: Instant; readonly message: string },
  situation: Situation,
): readonly Condition[] {
  const observed = virtualIP.status;
  const conflict = conflictOf(virtualIP, duty, situation);
  const hadConflict = observed?.conditions?.some((each) => each.type === "Conflict") ?? false;
  return [
    condition({ type: "Announced", status: "True", reason: "Announcing", message }, observed, since),
    ...(conflict !== undefined
      ? [
        condition(
          { type: "Conflict", status: "True", reason: conflict.reason, message: conflict.message },
          observed,
          conflict.since,
        ),
      ]
      : hadConflict
      ? [
        condition(
          { type: "Conflict", status: "False", reason: "NoConflict", message: noConflictMessage },
          observed,
          situation.now,
        ),
      ]
      : []),
    // A later release may have written other conditions. They stay.
    ...observed?.conditions?.filter(({ type }) => type !== "Announced" && type !== "Conflict") ?? [],
  ];
}

/**
 * The conflict to report. A conflict that was seen on the network comes before an interface that has the address but
 * was not seen to answer for it. If both are of one node, the message names the interface.
 */
function conflictOf(
  virtualIP: VirtualIP,
  { conflict }: Established | Sharing,
  situation: Situation,
): ConflictVerdict & { readonly since: Instant } | undefined {
  const { now, bindings } = situation;
  const binding = bindingOf(virtualIP, bindings);
  const bound = binding && {
    reason: "BoundOnNode" as const,
    message: boundOnLinkMessage(virtualIP.spec.address, binding),
    since: now,
  };
  if (conflict.is === "no" || !isToldOf(conflict, now)) return bound;
  const { since } = conflict;
  if (bound !== undefined && conflict.is === "bound" && conflict.node === binding?.node) return { ...bound, since };
  return { ...conflictVerdict(conflict, situation), since };
}

function conflictVerdict(intrusion: Intrusion, { node, twins }: Situation): ConflictVerdict {
  const { mac } = intrusion;
  // The intruder's MAC may also belong to another node, whose announcer got the wrong name.
  if (twins?.has(mac)) return { reason: "SecondAnnouncer", message: secondAnnouncerMessage(node, mac) };
  switch (intrusion.is) {
    case "stranger":
      return { reason: "Defended", message: defendedMessage(node, mac) };
    case "node":
      return { reason: "NotGivenUp", message: keptMessage(node, intrusion) };
    case "forged":
      return { reason: "Forged", message: forgedMessage(node, intrusion) };
    case "bound":
      return { reason: "BoundOnNode", message: boundMessage(node, intrusion) };
  }
}

/** A condition keeps the time of its last transition while its status stays the same. */
export function condition(
  condition: Omit<Condition, "lastTransitionTime">,
  observed: VirtualIPStatus | undefined,
  now: Instant,
): Condition {
  const before = observed?.conditions?.find((each) => each.type === condition.type);
  const unmoved = before?.status === condition.status ? before.lastTransitionTime : undefined;
  return { ...condition, lastTransitionTime: unmoved ?? new Date(now).toISOString() };
}
