/**
 * The differences between two plans: Services that get other addresses, and addresses that other nodes announce.
 *
 * @module
 */

import type { Allocation } from "../allocation/allocation.ts";
import type { Decision } from "../reporting/desired.ts";
import { exclusionMessage, type SupposedGone } from "../election/announcement_messages.ts";
import type { Candidacy, Election } from "../election/election.ts";
import { sharersOf } from "../election/sharers.ts";
import type { ObjectKey } from "../kubernetes.ts";
import { compare } from "../order.ts";
import { remembering } from "../remembering.ts";
import { type Change, type ChangeKind, changeKinds } from "./change.ts";
import {
  announcedBy,
  hostsMove,
  nobody,
  nodeIsGone,
  whyItFallsSilent,
  whyItLeaves,
  whyItMoves,
} from "./change_messages.ts";

/** @param gone the nodes that are supposed to be gone after the change */
export function changesBetween(now: Decision, then: Decision, gone: SupposedGone): readonly Change[] {
  const order = (change: Change): number => changeKinds.indexOf(change.what);
  return [...allocationChanges(now, then), ...electionChanges(now, then, gone)]
    .sort((one, other) => order(one) - order(other) || compare(one.subject, other.subject));
}

function allocationChanges(now: Decision, then: Decision): readonly Change[] {
  const before = new Map(now.allocations.map((allocation) => [allocation.service, allocation]));
  const after = new Map(then.allocations.map((allocation) => [allocation.service, allocation]));
  const keys = [...new Set([...before.keys(), ...after.keys()])];
  return keys.flatMap((key) => allocationChange(key, before.get(key), after.get(key)));
}

function allocationChange(
  subject: ObjectKey,
  before: Allocation | undefined,
  after: Allocation | undefined,
): readonly Change[] {
  const had = before?.addresses.join(" and ") ?? "";
  const has = after?.addresses.join(" and ") ?? "";
  const change = (what: ChangeKind, why: string): readonly Change[] => [{ what, subject, now: had, then: has, why }];
  if (after === undefined) return change("goes", "");
  const { verdict, released } = after;
  if (had === has) {
    if (before?.verdict.message === verdict.message) return [];
    if (had !== "") return after.notGranted !== undefined ? change("is not granted all", verdict.message) : [];
    return change(before === undefined ? "gets no address" : "is refused otherwise", verdict.message);
  }
  if (has === "") return change("loses its address", released?.why.message ?? verdict.message);
  return isMore(before, after)
    ? change("gets an address", verdict.message)
    : change("changes its address", released?.why.message ?? verdict.message);
}

/** True if the Service keeps each address that it had, in the same order, and gets another one. */
function isMore(before: Allocation | undefined, { addresses }: Allocation): boolean {
  const had = before?.addresses ?? [];
  return addresses.length > had.length && addresses.filter((each) => had.includes(each)).join() === had.join();
}

/**
 * Changes of addresses that are in use both before and after, and new addresses that no node would announce. Other
 * addresses that a Service gains or loses are listed with the Services.
 */
function electionChanges(now: Decision, then: Decision, gone: SupposedGone): readonly Change[] {
  const before = new Map(now.elections.map((election) => [election.address, election]));
  const [shared, sharing] = [sharersIn(now), sharersIn(then)];
  const mayNot = exclusions();
  const whyGone = (node: string, candidacy: Candidacy): string | undefined => {
    const state = gone.get(node);
    return state === undefined ? mayNot(candidacy).get(node) : nodeIsGone(node, state);
  };
  return then.elections.flatMap((after) => {
    const election = before.get(after.address);
    if (election === undefined) return arrival(after, gone);
    const [sharers = [], next = []] = [shared.get(after.address), sharing.get(after.address)];
    return electionChange({ election, sharers }, { election: after, sharers: next }, { whyGone, gone });
  });
}

function arrival(after: Election, gone: SupposedGone): readonly Change[] {
  return isSilent(after)
    ? [{ ...subjectOf(after), what: "falls silent", now: "", then: nobody, why: whyItFallsSilent(after, gone) }]
    : [];
}

/** An election, with the nodes that share the address by its plan; empty: one node serves all hosts. */
interface Side {
  readonly election: Election;
  readonly sharers: readonly string[];
}

/** By address: the nodes that share it. */
function sharersIn({ virtualIPs }: Decision): ReadonlyMap<string, readonly string[]> {
  return new Map(virtualIPs.map(({ spec: { address, l2 } }) => [address, sharersOf(l2).map(({ node }) => node)]));
}

function electionChange(
  { election: before, sharers: shared }: Side,
  { election: after, sharers: sharing }: Side,
  { whyGone, gone }: { readonly whyGone: WhyGone; readonly gone: SupposedGone },
): readonly Change[] {
  const subject = subjectOf(after);
  const [was, is] = [announcedBy(before, shared), announcedBy(after, sharing)];
  const change = (what: ChangeKind, why: string): readonly Change[] => [{ ...subject, what, now: was, then: is, why }];
  if (isSilent(before) !== isSilent(after)) {
    return isSilent(after) ? change("falls silent", whyItFallsSilent(after, gone)) : change("is announced", "");
  }
  const isShared = shared.length > 0 || sharing.length > 0;
  if (!isShared && before.owner?.node !== after.owner?.node) {
    const left = before.owner === undefined ? undefined : whyGone(before.owner.node, after.candidacy);
    const why = left ?? whyItMoves(after);
    return change("moves", why);
  }
  const [spoke, speak] = [announcersOf(before, shared), announcersOf(after, sharing)];
  if (spoke.toSorted().join() === speak.toSorted().join()) return [];
  const why = isShared ? whyHostsMove(before, after) : "";
  if (speak.length === spoke.length) return change(isShared ? "is shared by other nodes" : "moves", why);
  return change(speak.length < spoke.length ? "has fewer speakers" : "has more speakers", why);

  function whyHostsMove(one: Election, other: Election): string {
    const [had, have] = [holdersOf(one, shared), holdersOf(other, sharing)];
    const lost = had.filter((node) => !have.includes(node));
    const away = lost.map((node) => whyGone(node, other.candidacy)).filter((each) => each !== undefined);
    return hostsMove({ gone: away, lost, gained: have.filter((node) => !had.includes(node)), have });
  }
}

function subjectOf({ address, claimants }: Election): Pick<Change, "subject" | "services"> {
  return { subject: address, services: claimants.map(({ key }) => key) };
}

/** True if no node is to announce the address. */
function isSilent({ verdict }: Election): boolean {
  return verdict.reason !== "Pending";
}

/** The nodes that announce the address on layer 2: its owner, or all that share it. */
function holdersOf({ owner }: Election, sharers: readonly string[]): readonly string[] {
  return sharers.length > 0 ? sharers : owner === undefined ? [] : [owner.node];
}

/** The nodes that announce the address on layer 2, and then those that announce it by BGP. */
function announcersOf(election: Election, sharers: readonly string[]): readonly string[] {
  const speakers = election.bgp?.speakers.map(({ node }) => `${node} by BGP`) ?? [];
  return [...holdersOf(election, sharers), ...speakers];
}

/** Why a node is gone, or may no longer announce; undefined: it may announce, or only lacks an endpoint. */
type WhyGone = (node: string, candidacy: Candidacy) => string | undefined;

/**
 * By node: why it may not announce, apart from missing endpoints. Computed once for all addresses with the same
 * candidacy.
 */
function exclusions(): (candidacy: Candidacy) => ReadonlyMap<string, string> {
  return remembering(
    (candidacy: Candidacy) => candidacy,
    (candidacy) =>
      new Map(
        candidacy.excluded.map(({ node, reason }) => [node, whyItLeaves(node, exclusionMessage(reason, candidacy))]),
      ),
  );
}
