/**
 * The status of a VirtualIP. The holder writes it. If no node answers for the address, the last holder or the node that
 * found a stranger writes it.
 *
 * @module
 */

import { toInstant } from "../../instant.ts";
import { livenessOf, type Peer } from "../liveness/peer.ts";
import {
  announcingMessage,
  mutedMessage,
  notAnnouncingMessage,
  putAsideMessage,
  sharingMessage,
  unlinkedMessage,
} from "./announcer_messages.ts";
import type { VirtualIP, VirtualIPStatus } from "../../crds.ts";
import type { AnnouncementReason } from "../../reasons.ts";
import type { Duty, Established, Holding, Leads, Origin, PutAside, Sharing } from "../duties/duty.ts";
import type { Condition, Instant } from "../../kubernetes.ts";
import { reportedCounts } from "../sharing/host_counts.ts";
import { condition, conditionsOf } from "./status_conditions.ts";
import { isInOrder } from "../duties/ranking.ts";
import type { Situation } from "../duties/situation.ts";
import { putAsideMs } from "../timing.ts";

/** The status to write; undefined if the present status is correct, or if another node is to write it. */
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
      if (duty.yielding.is === "yielding" || duty.state === "probing") return undefined;
      return isTakenLater(virtualIP, duty, situation) ? undefined : holdingStatus(virtualIP, duty, situation);
    case "sharing":
      if (duty.leads.is === "no" || isToldLater(observed, duty.leads.since, node)) return undefined;
      return sharingStatus(virtualIP, duty, duty.leads, situation);
    case "mute":
      return observed?.node === node
        ? silentStatus(observed, "Unanswered", mutedMessage(node, duty.toldBy), duty.since)
        : undefined;
    case "putAside":
      return duty.found.by === "status" ? undefined : putAsideStatus(node, duty, duty.found.mac);
    default:
      return observed?.node === node ? idleStatus(virtualIP, observed, duty, situation) : undefined;
  }
}

/**
 * The last status of a previous holder, if no other node writes one: the plan names no node any more, or the holder has
 * no link and no other node has taken the address.
 */
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
 * True if, by the status, another node took the address later than this node, under the same revision, and may still
 * hold it. Then this node writes nothing until the two nodes have settled which of them keeps the address. Otherwise
 * each node would overwrite the other's status.
 */
function isTakenLater(virtualIP: VirtualIP, duty: Holding, { node, peers }: Situation): boolean {
  const { status } = virtualIP;
  if (status?.node === undefined || status.node === node || status.since === undefined) return false;
  if (!isInOrder(virtualIP, status.node)) return false;
  if (isHeldNoMore(peers.get(status.node), duty)) return false;
  return status.revision === duty.revision && (toInstant(status.since) ?? -Infinity) > duty.toldSince;
}

/**
 * True if the peer no longer claims the address, or if its announcer is gone, or if its Lease says that its cable is
 * cut.
 */
function isHeldNoMore(peer: Peer | undefined, { address, links }: Holding): boolean {
  const networks = peer?.networks ?? [];
  const isHeard = networks.some(({ liveness }) => liveness === "alive");
  if (isHeard && peer?.informed && !peer.claims.has(address)) return true;
  const shared = networks.filter(({ link }) => links.includes(link));
  const isCut = shared.length > 0 && shared.every((each) => each.isUnplugged && each.liveness === "nodeDown");
  return isCut || livenessOf(peer, links) === "announcerDown";
}

/**
 * The time `since` comes from the duty, not from the clock. So it stays the same until the written status is observed.
 */
function holdingStatus(virtualIP: VirtualIP, duty: Established, situation: Situation): VirtualIPStatus {
  const observed = virtualIP.status;
  const { node } = situation;
  const sameHolder = observed?.node === node && observed.revision === duty.revision;
  const { silentSince, takenFrom, takenFromLease } = sameHolder ? observed : takeoverOf(duty.origin);
  return {
    node,
    interfaces: duty.links,
    revision: duty.revision,
    since: sameHolder && observed.since !== undefined ? observed.since : new Date(duty.toldSince).toISOString(),
    ...(silentSince !== undefined && { silentSince }),
    ...(takenFrom !== undefined && { takenFrom }),
    ...(takenFromLease !== undefined && { takenFromLease }),
    conditions: conditionsOf(
      virtualIP,
      duty,
      { since: duty.since, message: announcingMessage(node, duty.links) },
      situation,
    ),
  };
}

/** The status of a shared address. The first node in the order that shares it writes the status. */
function sharingStatus(
  virtualIP: VirtualIP,
  duty: Sharing,
  { since, counting }: Extract<Leads, { is: "leads" }>,
  situation: Situation,
): VirtualIPStatus {
  const { node } = situation;
  const observed = virtualIP.status;
  const isSame = observed?.node === node && observed.since !== undefined;
  const message = sharingMessage(duty.members.map((each) => each.node), duty.links);
  const hosts = reportedCounts(counting, observed?.hosts, duty.members);
  return {
    node,
    interfaces: duty.links,
    revision: duty.revision,
    since: isSame ? observed.since : new Date(since).toISOString(),
    ...(hosts !== undefined && { hosts }),
    conditions: conditionsOf(virtualIP, duty, { since, message }, situation),
  };
}

/**
 * True if another node has written a status with a later `since`. Then this node writes nothing: two nodes that do not
 * hear each other must not overwrite each other's status in turn.
 */
function isToldLater(observed: VirtualIPStatus | undefined, since: Instant, node: string): boolean {
  return observed?.node !== undefined && observed.node !== node && (toInstant(observed.since) ?? -Infinity) > since;
}

function takeoverOf(origin: Origin): Pick<VirtualIPStatus, "silentSince" | "takenFrom" | "takenFromLease"> {
  if (origin.is === "plan") return {};
  const { from, silentSince, leaseVersion } = origin;
  return {
    silentSince: new Date(silentSince).toISOString(),
    takenFrom: from,
    ...(leaseVersion !== undefined && { takenFromLease: leaseVersion }),
  };
}

/**
 * The status of a holder that does not answer. This status stays until another node takes the address and writes its
 * own.
 */
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

/**
 * The conditions always have the time at which the duty began: the address is put aside for ten minutes from that time.
 */
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

function same(wanted: VirtualIPStatus, observed: VirtualIPStatus | undefined): boolean {
  return wanted.node === observed?.node && wanted.revision === observed?.revision && wanted.since === observed?.since &&
    wanted.silentSince === observed?.silentSince && wanted.takenFrom === observed?.takenFrom &&
    wanted.takenFromLease === observed?.takenFromLease && countsText(wanted) === countsText(observed) &&
    wanted.interfaces?.join() === observed?.interfaces?.join() &&
    wanted.conditions?.length === observed?.conditions?.length &&
    (wanted.conditions ?? []).every((each, index) => {
      const other = observed?.conditions?.[index];
      return each.type === other?.type && each.status === other.status && each.reason === other.reason &&
        each.message === other.message && toInstant(each.lastTransitionTime) === toInstant(other.lastTransitionTime);
    });
}

function countsText(status: VirtualIPStatus | undefined): string | undefined {
  return status?.hosts?.map(({ node, count }) => `${node} ${count}`).join();
}
