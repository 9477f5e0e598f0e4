/**
 * Conflicts: another host uses an address that this node holds. This node defends the address. It reports the conflict
 * unless a hand-over explains it.
 *
 * @module
 */

import type { Instant } from "../../kubernetes.ts";
import { askMs, defendMs, learnMs, leavingMs, strangerMs } from "../timing.ts";
import type { Conflict, Intrusion } from "./duty.ts";
import { intrudersOn, type Intruding } from "./intruders.ts";
import { isInOrder } from "./ranking.ts";
import { type AddressView, isHeard, signaturesOf } from "./takeover.ts";
import type { Situation } from "./situation.ts";

/**
 * The conflict after this decision. `speaks`: true if this node is to announce the address again, at most once in 10 s
 * (RFC 5227 §2.4 b).
 *
 * @param before the conflict after the last decision
 */
export function defend(
  before: Conflict,
  view: AddressView,
  situation: Situation,
): { readonly conflict: Conflict; readonly speaks: boolean } {
  const { now } = situation;
  const last = before.is === "no" || isOver(before, view, situation) ? undefined : before;
  const seen = intruder(last, view, situation);
  if (seen === undefined) return { conflict: last ?? { is: "no" }, speaks: false };
  const kind = kindOf(seen, last);
  const isSame = last?.mac === seen.mac || (last?.is === kind.is && nodeOf(last) === nodeOf(kind));
  const since = last !== undefined && isSame ? last.since : now;
  const isDue = last === undefined || now - last.defendedAt >= defendMs;
  // A peer that has just given the address away may have answered once more. That is no reason to defend the address.
  const speaks = isDue && (kind.is !== "bound" || seen.at - since >= leavingMs);
  const seenNow = {
    mac: seen.mac,
    link: seen.link,
    since,
    seenAt: seen.at,
    defendedAt: speaks || last === undefined ? now : last.defendedAt,
  };
  return { conflict: { ...kind, ...seenNow }, speaks };
}

type Named = { readonly is: "stranger" } | { readonly is: "node" | "forged" | "bound"; readonly node: string };

/** The kind of the intruder. If its MAC belonged to a node until a moment ago, the intruder is still that node. */
function kindOf(
  seen: Intruding,
  last: Intrusion | undefined,
): { is: "stranger" } | { is: "node" | "forged" | "bound"; node: string } {
  if (seen.is !== "stranger") return { is: seen.is, node: seen.node };
  return last?.is === "node" && last.mac === seen.mac ? { is: "node", node: last.node } : { is: "stranger" };
}

function nodeOf(kind: Named): string | undefined {
  return kind.is === "stranger" ? undefined : kind.node;
}

/**
 * True if the intrusion is explained or forgotten. There are four explanations. A stranger turns out to be a node. A
 * node that was not in the order is in the order now, so it is a peer. A node that counted as dead is heard again or
 * renews its Lease. A node whose kernel answered for the address claims it now.
 */
function isOver(intrusion: Intrusion, view: AddressView, situation: Situation): boolean {
  return isExplained(intrusion, view, situation) || situation.now >= forgottenAt(intrusion, situation);
}

function isExplained(intrusion: Intrusion, view: AddressView, situation: Situation): boolean {
  switch (intrusion.is) {
    case "stranger":
      return situation.announcers.has(intrusion.mac);
    case "node":
      return isInOrder(view.virtualIP, intrusion.node);
    case "forged":
      return isHeard(intrusion.node, view, situation) || signaturesOf(intrusion.node, situation).announcer === "alive";
    case "bound":
      return situation.peers.get(intrusion.node)?.claims.has(view.virtualIP.spec.address) ?? true;
  }
}

/**
 * True if the intrusion has lasted long enough to be reported. A node that gave the address away may still claim it for
 * a moment. An unknown MAC may belong to a node whose Lease has not arrived at this node yet.
 */
export function isToldOf({ is, since, seenAt }: Intrusion, now: Instant): boolean {
  switch (is) {
    case "stranger":
      return now - since >= learnMs;
    case "node":
    case "bound":
      return seenAt - since >= leavingMs;
    case "forged":
      return true;
  }
}

/** The next instant at which the intrusion is reported, is doubtful, or is forgotten. */
export function conflictChangesAt(intrusion: Intrusion, situation: Situation): Instant {
  const { is, since, seenAt } = intrusion;
  const told = is === "stranger" ? [since + learnMs] : [];
  const doubtful = isHost(is) ? [seenAt + defendMs] : [];
  return [...told, ...doubtful].find((at) => situation.now < at) ?? forgottenAt(intrusion, situation);
}

/**
 * True while this node probes the address to test whether the intruder still answers. It probes for a host that was not
 * seen for 10 s, since a host may answer without ever announcing the address. It also probes for the kernel of another
 * node, for at most 10 s.
 */
export function isDoubtful(conflict: Conflict, now: Instant): boolean {
  if (conflict.is === "no") return false;
  if (isHost(conflict.is)) return now - conflict.seenAt >= defendMs;
  return conflict.is === "bound" && !isToldOf(conflict, now) && now - conflict.since < 2 * leavingMs;
}

/** True if the intruder is not a running node. */
function isHost(is: Intrusion["is"]): boolean {
  return is === "stranger" || is === "forged";
}

/**
 * When an intrusion is forgotten although nothing explains it. A host is forgotten after 30 s. A node that keeps an
 * address announces it once per refresh, or answers this node's next probe. So a node is remembered for two refreshes,
 * or for two intervals between probes if there are no refreshes, but at least for 30 s.
 */
function forgottenAt({ is, seenAt }: Intrusion, { refreshSeconds }: Situation): Instant {
  const isAskedFor = is === "node" || is === "bound";
  return seenAt +
    (isAskedFor ? Math.max(strangerMs, 2 * (refreshSeconds > 0 ? 1_000 * refreshSeconds : askMs)) : strangerMs);
}

/** Of several intruders, the one with the lowest number is reported. */
const ranks: Readonly<Record<Intrusion["is"], number>> = { stranger: 0, forged: 1, node: 2, bound: 2 };

/**
 * The intruder that was seen after `last`. An intruder that is known already stays, so that a host which answers with
 * several MACs in turn neither hides the conflict nor changes its report with each frame. Another one replaces it if
 * it has a better rank, or if it has the same rank and the known one was not seen for 5 s.
 */
function intruder(last: Intrusion | undefined, view: AddressView, situation: Situation): Intruding | undefined {
  const seen = intrudersOn(view, situation).filter(({ at }) => last === undefined || at > last.seenAt)
    .toSorted((one, other) => ranks[one.is] - ranks[other.is] || other.at - one.at);
  if (last === undefined) return seen[0];
  return seen.find((each) => {
    const worse = ranks[each.is] - ranks[last.is];
    const isKnown = each.mac === last.mac || (each.is !== "stranger" && nodeOf(each) === nodeOf(last));
    return worse < 0 || isKnown || (worse === 0 && each.at - last.seenAt >= leavingMs);
  });
}
