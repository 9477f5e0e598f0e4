/**
 * The status of a VirtualIP, as the node writes it that answers for the address.
 *
 * @module
 */

import {
  announcingMessage,
  defendedMessage,
  keptMessage,
  mutedMessage,
  noConflictMessage,
  notAnnouncingMessage,
  putAsideMessage,
  unlinkedMessage,
} from "./announcer_messages.ts";
import type { VirtualIP, VirtualIPStatus } from "../crds.ts";
import { isToldOf } from "./defence.ts";
import type { AnnouncementReason, ConflictVerdict } from "../reasons.ts";
import type { Conflict, Duty, Holding, PutAside } from "./duty.ts";
import type { Condition, Instant } from "../kubernetes.ts";
import { isInOrder } from "./ranking.ts";
import { livenessOf } from "./responsibility.ts";
import type { Peer, Situation } from "./situation.ts";
import { putAsideMs } from "./timing.ts";

/** The status to write; undefined when the observed one is right, or is another node's to write. */
export function statusOf(
  virtualIP: VirtualIP,
  duty: Duty | undefined,
  situation: Situation,
): VirtualIPStatus | undefined {
  const observed = virtualIP.status;
  const wanted = wantedStatus(virtualIP, duty, situation);
  return wanted === undefined || same(wanted, observed) ? undefined : wanted;
}

function wantedStatus(
  virtualIP: VirtualIP,
  duty: Duty | undefined,
  situation: Situation,
): VirtualIPStatus | undefined {
  const observed = virtualIP.status;
  const { node } = situation;
  switch (duty?.role) {
    case "holding":
      if (duty.yielding !== undefined || duty.announcedAt === undefined) return undefined;
      return isTakenLater(virtualIP, duty, situation) ? undefined : holdingStatus(observed, duty, situation);
    case "mute":
      return observed?.node === node
        ? silentStatus(observed, "Unanswered", mutedMessage(node, duty.toldBy), duty.since)
        : undefined;
    case "putAside":
      return duty.mac === undefined ? undefined : putAsideStatus(node, duty, duty.mac);
    default:
      return observed?.node === node ? idleStatus(virtualIP, observed, duty, situation) : undefined;
  }
}

/** What is left to say by the node that the status names: the plan names none, or nobody whom it names could answer. */
function idleStatus(
  virtualIP: VirtualIP,
  observed: VirtualIPStatus,
  duty: Duty | undefined,
  { node, now }: Situation,
): VirtualIPStatus | undefined {
  if (virtualIP.spec.l2 === undefined) {
    return { conditions: [notAnnounced("Pending", notAnnouncingMessage(node), observed, now)] };
  }
  const isUnlinked = duty === undefined && isInOrder(virtualIP, node);
  return isUnlinked ? silentStatus(observed, "InterfaceNotFound", unlinkedMessage(node), now) : undefined;
}

/**
 * Another node took the address after this one did, under the same plan, and may still hold it: the two settle that on the wire
 * first, else each would overwrite the other's status.
 */
function isTakenLater(virtualIP: VirtualIP, duty: Holding, { node, peers }: Situation): boolean {
  const { status } = virtualIP;
  if (status?.node === undefined || status.node === node || status.since === undefined) return false;
  if (!isInOrder(virtualIP, status.node)) return false;
  if (isHeldNoMore(peers.get(status.node), duty)) return false;
  return status.revision === duty.revision && Date.parse(status.since) > duty.since;
}

/** It says so, be it on another network, or its announcer is gone, or its cable is cut, as its Lease tells. */
function isHeldNoMore(peer: Peer | undefined, { address, links }: Holding): boolean {
  const networks = peer?.networks ?? [];
  const isHeard = networks.some(({ liveness }) => liveness === "alive");
  if (isHeard && peer?.informed && !peer.claims.has(address)) return true;
  const shared = networks.filter(({ link }) => links.includes(link));
  const isCut = shared.length > 0 && shared.every((each) => each.isUnplugged && each.liveness === "nodeDown");
  return isCut || livenessOf(peer, links) === "announcerDown";
}

/** Its times are those of the duty, not of this moment: until the first write is observed, each pass says the same again. */
function holdingStatus(
  observed: VirtualIPStatus | undefined,
  duty: Holding,
  situation: Situation,
): VirtualIPStatus {
  const { node, now } = situation;
  const sameHolder = observed?.node === node && observed.revision === duty.revision;
  const conflict = duty.conflict !== undefined && isToldOf(duty.conflict, now) ? duty.conflict : undefined;
  const silentSince = sameHolder ? observed.silentSince : instantText(duty.silentSince);
  const hadConflict = observed?.conditions?.some((each) => each.type === "Conflict") ?? false;
  return {
    node,
    interfaces: duty.links,
    revision: duty.revision,
    since: sameHolder && observed.since !== undefined ? observed.since : new Date(duty.since).toISOString(),
    ...(silentSince !== undefined && { silentSince }),
    conditions: [
      condition(
        { type: "Announced", status: "True", reason: "Announcing", message: announcingMessage(node, duty.links) },
        observed,
        duty.since,
      ),
      ...(conflict !== undefined
        ? [
          condition(
            { type: "Conflict", status: "True", ...conflictVerdict(node, conflict) },
            observed,
            conflict.since,
          ),
        ]
        : hadConflict
        ? [
          condition(
            { type: "Conflict", status: "False", reason: "NoConflict", message: noConflictMessage },
            observed,
            now,
          ),
        ]
        : []),
    ],
  };
}

function conflictVerdict(node: string, { mac, node: by }: Conflict): ConflictVerdict {
  return by === undefined
    ? { reason: "Defended", message: defendedMessage(node, mac) }
    : { reason: "NotGivenUp", message: keptMessage(node, { node: by, mac }) };
}

function instantText(instant: Instant | undefined): string | undefined {
  return instant === undefined ? undefined : new Date(instant).toISOString();
}

/** Until another node writes that it has the address. */
function silentStatus(
  observed: VirtualIPStatus,
  reason: AnnouncementReason,
  message: string,
  since: Instant,
): VirtualIPStatus {
  const others = observed.conditions?.filter(({ type }) => type !== "Announced") ?? [];
  return { ...observed, conditions: [notAnnounced(reason, message, observed, since), ...others] };
}

function notAnnounced(
  reason: AnnouncementReason,
  message: string,
  observed: VirtualIPStatus,
  since: Instant,
): Condition {
  return condition({ type: "Announced", status: "False", reason, message }, observed, since);
}

/** Each stay aside begins anew: its time is counted from the transition. */
function putAsideStatus(node: string, duty: PutAside, mac: string): VirtualIPStatus {
  const message = putAsideMessage(mac, putAsideMs / 60_000);
  const common = { reason: "AddressConflict", message, lastTransitionTime: new Date(duty.since).toISOString() };
  return {
    node,
    conditions: [
      { type: "Announced", status: "False", ...common },
      { type: "Conflict", status: "True", ...common },
    ],
  };
}

/** A condition keeps the time of its last transition for as long as its status stays. */
function condition(
  condition: Omit<Condition, "lastTransitionTime">,
  observed: VirtualIPStatus | undefined,
  now: Instant,
): Condition {
  const before = observed?.conditions?.find((each) => each.type === condition.type);
  const unmoved = before?.status === condition.status ? before.lastTransitionTime : undefined;
  return { ...condition, lastTransitionTime: unmoved ?? new Date(now).toISOString() };
}

function same(wanted: VirtualIPStatus, observed: VirtualIPStatus | undefined): boolean {
  return wanted.node === observed?.node && wanted.revision === observed?.revision && wanted.since === observed?.since &&
    wanted.silentSince === observed?.silentSince && wanted.interfaces?.join() === observed?.interfaces?.join() &&
    wanted.conditions?.length === observed?.conditions?.length &&
    (wanted.conditions ?? []).every((each, index) => {
      const other = observed?.conditions?.[index];
      return each.type === other?.type && each.status === other.status && each.reason === other.reason &&
        each.message === other.message && Date.parse(each.lastTransitionTime) === Date.parse(other.lastTransitionTime);
    });
}
