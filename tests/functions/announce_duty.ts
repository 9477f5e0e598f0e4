/**
 * Converts duties to and from the rows of `announce`. A row is flat, and leaves out usual values.
 *
 * @module
 */

import type {
  Challenges,
  Conflict,
  Duty,
  Evidence,
  HolderClaim,
  Holding,
  HoldingCore,
  Intrusion,
  Origin,
  Sharing,
  Yielding,
} from "../../functions/model/announcing/duties/duty.ts";
import type { Counting } from "../../functions/model/announcing/sharing/host_counts.ts";
import { countMs, relievedMs } from "../../functions/model/announcing/timing.ts";
import type { Instant } from "../../functions/model/kubernetes.ts";

export type Told = Readonly<Record<string, unknown>>;

/** The values that a row leaves out. */
export interface Usual {
  readonly address: string;
  readonly established: Instant;
  /** The MAC of a node on a link. */
  readonly macOf: (name: string, link: string) => string;
  readonly me: string;
}

/** The duty that a row describes. Instants are absolute. */
export function dutyFrom(told: Told, usual: Usual): Duty {
  const { address, macOf } = usual;
  const state = told.state;
  const holder = text(told.holder) ?? "b";
  const surrogate = {
    role: "surrogate",
    address,
    holder,
    macs: texts(told.macs) ?? { eth0: macOf("b", "eth0") },
  } as const;
  switch (state) {
    case "probing":
    case "handingOver":
    case "announced":
      return holdingFrom(told, usual);
    case "sharing":
      return sharingFrom(told, usual);
    case "standingIn":
      return {
        ...surrogate,
        state,
        since: sinceOf(told, usual),
        evidence: evidenceFrom(told),
        path: told.path === "broken" ? "broken" : "unknown",
      };
    case "returning":
      return { ...surrogate, state, claim: claimFrom(told) };
    case "relieved": {
      const relievedSince = number(told.relievedSince) ?? usual.established;
      return { ...surrogate, state, relievedSince, until: number(told.until) ?? relievedSince + relievedMs };
    }
    case "learning":
      return { role: "waiting", state, address, held: isTold(told.held) ? holdingFrom(told.held, usual) : "nothing" };
    case "standby": {
      const claim = { claim: claimFrom(told), passedOver: names(told.passedOver), checks: names(told.checks) };
      return { role: "waiting", state, address, holder, evidence: evidenceFrom(told), ...claim };
    }
    case "mute":
      return { role: "mute", state, address, toldBy: text(told.toldBy) ?? "b", since: sinceOf(told, usual) };
    case "putAside": {
      const found = { by: "probe", mac: macOf(text(told.mac) ?? "stranger", "eth0") } as const;
      const since = sinceOf(told, usual);
      return { role: "putAside", state, address, found, since, askedAt: number(told.askedAt) ?? since };
    }
    default:
      throw new Error(`Cannot read duty: ${String(state)} is no state`);
  }
}

function holdingFrom(told: Told, usual: Usual): Holding {
  const { address, established, macOf, me } = usual;
  const links = told.links === undefined ? ["eth0"] : names(told.links);
  const core: HoldingCore = {
    role: "holding",
    address,
    revision: number(told.revision) ?? 1,
    since: sinceOf(told, usual),
    toldSince: number(told.toldSince) ?? sinceOf(told, usual),
    origin: { is: "plan" },
    links,
    macs: texts(told.macs) ?? Object.fromEntries(links.map((link) => [link, macOf(me, link)])),
    yielding: yieldingFrom(told.yielding),
  };
  if (told.state === "probing") {
    return { ...core, state: "probing", probingSince: number(told.probingSince) ?? established };
  }
  const challenges = challengesFrom(told);
  if (told.state === "handingOver") {
    return { ...core, ...challenges, state: "handingOver", announceAt: number(told.announceAt) ?? established };
  }
  const announcedAt = number(told.announcedAt) ?? established;
  const askedAt = number(told.askedAt) ?? announcedAt;
  return { ...core, ...challenges, state: "announced", announcedAt, rounds: number(told.rounds) ?? 5, askedAt };
}

function sharingFrom(told: Told, usual: Usual): Sharing {
  const { address, established, macOf, me } = usual;
  const members = Object.entries(texts(told.members) ?? { a: "here", b: "here", c: "here" });
  const since = sinceOf(told, usual);
  return {
    role: "sharing",
    state: "sharing",
    address,
    revision: number(told.revision) ?? 1,
    since,
    links: ["eth0"],
    macs: { eth0: macOf(me, "eth0") },
    order: ["a", "b", "c"],
    members: members.map(([node, announcer]) => ({
      node,
      weight: 1,
      announcer: announcer === "away" ? "away" : "here",
      since: established,
      macs: { eth0: macOf(node, "eth0") },
    })),
    leads: told.leads === true ? { is: "leads", since, counting: countingFrom(told, usual) } : { is: "no" },
    unsharing: text(told.unsharing) === undefined
      ? { is: "no" }
      : { is: "unsharing", to: text(told.unsharing) ?? "", since: number(told.unsharingSince) ?? established },
    conflict: isTold(told.conflict) ? intrusionFrom(told.conflict) : { is: "no" },
  };
}

function countingFrom({ hosts, countAt }: Told, { established }: Usual): Counting {
  const counts = Object.entries(isTold(hosts) ? hosts : {}).map(([node, count]) => ({
    node,
    count: number(count) ?? 0,
  }));
  return { counts: counts.length === 0 ? "not yet" : counts, nextAt: number(countAt) ?? established + countMs };
}

function challengesFrom(told: Told): Challenges {
  const { contestedBy, contestedSince, conflict } = told;
  const by = text(contestedBy);
  return {
    contest: by === undefined ? { is: "no" } : { is: "contested", by, since: number(contestedSince) ?? Infinity },
    conflict: isTold(conflict) ? intrusionFrom(conflict) : { is: "no" },
    outOfReach: names(told.outOfReach),
  };
}

function intrusionFrom(told: Told): Intrusion {
  const at = (key: string): Instant => number(told[key]) ?? 0;
  const link = text(told.link) ?? "eth0";
  const seen = {
    link,
    mac: text(told.mac) ?? "",
    since: at("since"),
    seenAt: at("seenAt"),
    defendedAt: at("defendedAt"),
  };
  const node = text(told.node);
  if (node === undefined) return { is: "stranger", ...seen };
  return { is: told.is === "forged" || told.is === "bound" ? told.is : "node", node, ...seen };
}

function yieldingFrom(told: unknown): Yielding {
  if (!isTold(told)) return { is: "no" };
  return { is: "yielding", to: text(told.to) ?? "b", claim: claimFrom(told), passedOver: names(told.passedOver) };
}

function claimFrom({ unclaimedSince }: Told): HolderClaim {
  const since = number(unclaimedSince);
  return since === undefined ? { is: "open" } : { is: "missing", since };
}

function evidenceFrom({ wireRevision }: Told): Evidence {
  const revision = number(wireRevision);
  return revision === undefined ? { is: "plan" } : { is: "wire", revision };
}

/** The reverse of `dutyFrom`: a duty as a row describes it. */
export function toldOf(duty: Duty): Told {
  switch (duty.state) {
    case "probing":
      return { ...duty, ...toldCore(duty) };
    case "handingOver":
    case "announced":
      return { ...duty, ...toldCore(duty), ...toldChallenges(duty) };
    case "sharing":
      return {
        ...duty,
        members: Object.fromEntries(duty.members.map(({ node, announcer }) => [node, announcer])),
        weights: Object.fromEntries(duty.members.map(({ node, weight }) => [node, weight])),
        leads: duty.leads.is === "leads",
        hosts: duty.leads.is === "leads" ? toldCounts(duty.leads.counting) : null,
        unsharing: duty.unsharing.is === "no" ? null : duty.unsharing.to,
        conflict: toldConflict(duty.conflict),
      };
    case "standingIn":
      return { ...duty, ...toldEvidence(duty.evidence) };
    case "returning":
      return { ...duty, ...toldClaim(duty.claim) };
    case "relieved":
    case "mute":
      return { ...duty };
    case "learning":
      return { ...duty, held: duty.held === "nothing" ? null : toldOf(duty.held) };
    case "standby":
      return { ...duty, ...toldClaim(duty.claim), ...toldEvidence(duty.evidence), ...toldNames(duty) };
    case "putAside":
      return { ...duty, ...(duty.found.by === "probe" && { mac: duty.found.mac }) };
  }
}

function toldCore({ yielding, origin }: HoldingCore): Told {
  return { yielding: toldYielding(yielding), ...toldOrigin(origin) };
}

function toldOrigin(origin: Origin): Told {
  return origin.is === "takeover" ? { silentSince: origin.silentSince } : {};
}

function toldYielding(yielding: Yielding): unknown {
  if (yielding.is === "no") return null;
  const { to, claim, passedOver } = yielding;
  return { to, ...toldClaim(claim), ...(passedOver.length > 0 && { passedOver }) };
}

function toldChallenges({ contest, conflict, outOfReach }: Challenges): Told {
  return {
    ...(contest.is === "contested" && { contestedBy: contest.by, contestedSince: contest.since }),
    conflict: toldConflict(conflict),
    outOfReach: outOfReach.length > 0 ? outOfReach : null,
  };
}

function toldCounts({ counts }: Counting): unknown {
  return counts === "not yet" ? null : Object.fromEntries(counts.map(({ node, count }) => [node, count]));
}

/** Leaves out the link, and the values `stranger` and `node` of `is`: the field `node` tells these two apart. */
function toldConflict(conflict: Conflict): unknown {
  if (conflict.is === "no") return null;
  const { is, link: _, ...intruder } = conflict;
  return is === "forged" || is === "bound" ? { is, ...intruder } : intruder;
}

function toldClaim(claim: HolderClaim): Told {
  return claim.is === "missing" ? { unclaimedSince: claim.since } : {};
}

function toldEvidence(evidence: Evidence): Told {
  return evidence.is === "wire" ? { wireRevision: evidence.revision } : {};
}

function toldNames(told: { readonly checks: readonly string[]; readonly passedOver: readonly string[] }): Told {
  return {
    checks: told.checks.length > 0 ? told.checks : null,
    passedOver: told.passedOver.length > 0 ? told.passedOver : null,
  };
}

function sinceOf(told: Told, usual: Usual): Instant {
  return number(told.since) ?? usual.established;
}

export function isTold(value: unknown): value is Told {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function text(value: unknown): string | undefined {
  return typeof value === "string" ? value : undefined;
}

function number(value: unknown): number | undefined {
  return typeof value === "number" ? value : undefined;
}

function names(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.map(String) : [];
}

function texts(value: unknown): Readonly<Record<string, string>> | undefined {
  return isTold(value)
    ? Object.fromEntries(Object.entries(value).map(([key, each]) => [key, String(each)]))
    : undefined;
}
