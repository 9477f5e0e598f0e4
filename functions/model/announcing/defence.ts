/**
 * Somebody names an address that this node holds, and is not to have it: it is defended, and told of unless a hand-over explains it.
 *
 * @module
 */

import type { Conflict, Holding } from "./duty.ts";
import type { Instant } from "../kubernetes.ts";
import { isInOrder } from "./ranking.ts";
import type { AddressView } from "./responsibility.ts";
import type { Situation, Speaker } from "./situation.ts";
import { defendMs, learnMs, leavingMs, strangerMs } from "./timing.ts";

/** Says whose the address is, at most every 10 s (RFC 5227 §2.4 b). */
export function defend(
  holding: Holding,
  view: AddressView,
  situation: Situation,
): { readonly holding: Holding; readonly speak: boolean } {
  const { now } = situation;
  const { conflict: before, ...rest } = holding;
  const last = before === undefined || isOver(before, view, situation) ? undefined : before;
  const heard = intruder(last, view, situation);
  if (heard === undefined) return { holding: last === undefined ? rest : holding, speak: false };
  const isSame = last?.mac === heard.mac;
  const node = heard.node ?? (isSame ? last.node : undefined);
  const speak = last === undefined || now - last.defendedAt >= defendMs;
  const conflict: Conflict = {
    mac: heard.mac,
    ...(node !== undefined && { node }),
    since: last !== undefined && (isSame || last.node === node) ? last.since : now,
    seenAt: heard.at,
    defendedAt: speak ? now : last.defendedAt,
  };
  return { holding: { ...rest, conflict }, speak };
}

/** Who turns out to be a node was no stranger; one that is in the order is a peer, and one of the two gives way. */
function isOver(conflict: Conflict, { virtualIP }: AddressView, situation: Situation): boolean {
  const { mac, node } = conflict;
  const isExplained = node === undefined ? situation.announcers.has(mac) : isInOrder(virtualIP, node);
  return isExplained || situation.now >= forgottenAt(conflict, situation);
}

/**
 * Is a user to hear of it? A node that was to give the address away may name it for a moment longer; one that still does after
 * the hand-over, and a stranger, do so for no good reason. Whose MAC is not known may be a node of a plan, or a Lease, that has
 * not come here yet.
 */
export function isToldOf({ node, since, seenAt }: Conflict, now: Instant): boolean {
  return node === undefined ? now - since >= learnMs : seenAt - since >= leavingMs;
}

/** When a stranger is told of, or what was heard is forgotten, whichever comes first from now on. */
export function conflictChangesAt(conflict: Conflict, situation: Situation): Instant {
  const toldAt = conflict.since + learnMs;
  return conflict.node === undefined && situation.now < toldAt ? toldAt : forgottenAt(conflict, situation);
}

/** A node that goes on holding an address names it once in every refresh. */
function forgottenAt({ node, seenAt }: Conflict, { refreshSeconds }: Situation): Instant {
  return seenAt + (node === undefined ? strangerMs : Math.max(strangerMs, 2_000 * refreshSeconds));
}

/** Who has named the address since the last one did. A node that gives it away does not hide a stranger. */
function intruder(last: Conflict | undefined, view: AddressView, situation: Situation): Speaker | undefined {
  const heard = [stranger(view, situation), outsider(view, situation)]
    .filter((each) => each !== undefined)
    .filter(({ at }) => last === undefined || at > last.seenAt);
  const first = heard.find(({ node }) => node === undefined) ?? heard.sort((one, other) => other.at - one.at)[0];
  const isHiding = first?.node !== undefined && last !== undefined && last.node === undefined && last.mac !== first.mac;
  return isHiding ? undefined : first;
}

/** One that was a peer until a moment ago has a name. */
function stranger(
  { virtualIP: { spec } }: AddressView,
  { strangers, announcers, now }: Situation,
): Speaker | undefined {
  const heard = strangers.get(spec.address);
  return heard === undefined || now - heard.at >= strangerMs || announcers.has(heard.mac) ? undefined : heard;
}

/** An announcer that is known, be it as the peer for another address, and that the order does not name. */
function outsider({ virtualIP, duty }: AddressView, situation: Situation): Speaker | undefined {
  const { rivals, announcers, node, now } = situation;
  const heard = rivals.get(virtualIP.spec.address);
  const by = announcers.get(heard?.mac ?? "");
  if (heard === undefined || by === undefined || by === node || now - heard.at >= strangerMs) return undefined;
  // What was said before this node took the address is past.
  if (duty?.role !== "holding" || heard.at <= duty.since) return undefined;
  return isInOrder(virtualIP, by) ? undefined : { ...heard, node: by };
}
