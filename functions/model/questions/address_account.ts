/**
 * Explains the state of one address: the advertisements that apply, the announcing node, and why each other node does
 * not announce it.
 *
 * @module
 */

import { compare } from "../order.ts";
import type { Checked } from "../reporting/checked.ts";
import type { VirtualIP } from "../crds.ts";
import { type AddressAnnounced, addressAnnounced } from "../election/announced.ts";
import { exclusionMessage } from "../election/announcement_messages.ts";
import { exclusionsOf } from "../election/exclusions.ts";
import { fallenSilent } from "../election/fallen_silent.ts";
import type { Candidate, Election } from "../election/election.ts";
import { holderOf, reportedHolder } from "../election/running_election.ts";
import { sharersOf } from "../election/sharers.ts";
import { mostInOrder, type Order } from "../election/standbys.ts";
import type { Observed } from "../observed.ts";
import { advertisementStandings } from "./advertisement_standings.ts";
import { bgpStandings } from "./bgp_standings.ts";
import type { AddressAccount, NodeStanding } from "./explanation.ts";
import { doesNotShare, sharesHosts } from "./load_sharing_messages.ts";
import {
  announcesNow,
  chosenAnew,
  chosenForWeight,
  chosenNow,
  mayAnnounce,
  standsBy,
  withoutProxy,
} from "./node_messages.ts";
import { sharingAccount } from "./sharing_account.ts";
import { fellSilent } from "./subject_messages.ts";

export interface AccountInput {
  readonly observed: Observed;
  readonly checked: Pick<Checked, "l2Advertisements" | "bgp" | "faults">;
  /** The planned VirtualIP of the address; undefined: there is none. */
  readonly planned: VirtualIP | undefined;
}

export function accountOf(election: Election, input: AccountInput): AddressAccount {
  const { address, pool, claimants, candidacy, bgp } = election;
  const announced = addressAnnounced(election);
  const { status, reason, message, conflict, half } = announced;
  const sharing = sharingAccount(election, input.planned, input.checked.l2Advertisements);
  const onLayer2 = candidacy.advertisements.length > 0;
  const silent = fallenSilent(input.observed);
  const told = (standing: NodeStanding): NodeStanding => {
    const { name, message } = standing;
    const since = silent.get(name);
    if (since !== undefined) {
      return { ...standing, standing: "silent", message: fellSilent(new Date(since).toISOString()) };
    }
    const proxy = candidacy.candidates.get(name)?.proxy;
    return proxy?.is === "failing" ? { ...standing, message: `${message}; ${withoutProxy(proxy.since)}` } : standing;
  };
  return {
    address,
    ...(pool !== undefined && { pool }),
    services: claimants.map(({ key }) => key),
    status,
    reason,
    message,
    ...(conflict !== undefined && { conflict }),
    advertisements: advertisementStandings(election, input),
    ...(sharing !== undefined && { sharing }),
    nodes: onLayer2 ? nodeStandings(election, input.planned, announced).map(told) : [],
    bgpNodes: bgp === undefined ? [] : bgpStandings(bgp, address),
    isHalf: half !== undefined,
  };
}

function nodeStandings(
  election: Election,
  planned: VirtualIP | undefined,
  announced: AddressAnnounced,
): readonly NodeStanding[] {
  const { candidacy, owner } = election;
  const sharers = owner === undefined ? [] : sharersOf(planned?.spec.l2);
  const order = planned?.spec.l2?.order.map(({ node }) => node) ?? [];
  const known = new Set([...order, ...owner === undefined ? [] : [owner.node]]);
  const standbys = sharers.length > 0
    ? []
    : order.filter((node) => node !== owner?.node).map((name, index): NodeStanding => ({
      name,
      standing: "stands by",
      message: standsBy(index + 1, candidacy.candidates.get(name)?.score ?? 0),
    }));
  const excluded = exclusionsOf(candidacy).filter(({ node }) => !known.has(node));
  const mayNot = new Set(excluded.map(({ node }) => node));
  // A node that may only keep the address is among both the candidates and the excluded nodes.
  const others = [...candidacy.candidates.keys()].filter((node) => !known.has(node) && !mayNot.has(node))
    .map((name): NodeStanding => ({
      name,
      standing: "may",
      message: sharers.length < mostInOrder ? mayAnnounce(order.length) : doesNotShare,
    }));
  const barred = excluded.map(({ node, reason }): NodeStanding => ({
    name: node,
    standing: "may not",
    message: exclusionMessage(reason, candidacy),
  }));
  const rest = [...others, ...barred].sort((one, other) => compare(one.name, other.name));
  if (sharers.length > 0) return [...sharerStandings(sharers, announced), ...rest];
  return [...owner === undefined ? [] : [ownerStanding(election, owner)], ...standbys, ...rest];
}

function sharerStandings(sharers: Order, announced: AddressAnnounced): readonly NodeStanding[] {
  const all = sharers.reduce((sum, { weight = 1 }) => sum + weight, 0);
  const hosts = (announced.sharers ?? []).reduce((sum, each) => sum + (each.hosts ?? 0), 0);
  return sharers.map(({ node, weight = 1 }) => {
    const sharer = announced.sharers?.find((each) => each.node === node);
    const counted = sharer?.hosts === undefined ? undefined : { own: sharer.hosts, all: hosts };
    return {
      name: node,
      standing: sharer === undefined ? "chosen" : "shares",
      message: sharesHosts(weight, all, counted),
    };
  });
}

function ownerStanding(election: Election, owner: Candidate): NodeStanding {
  const { virtualIP, candidacy } = election;
  const { by } = addressAnnounced(election);
  if (by?.node === owner.node && reportedHolder(election) === owner) {
    return { name: owner.node, standing: "announces", message: announcesNow(virtualIP?.status?.since) };
  }
  return {
    name: owner.node,
    standing: "chosen",
    message: holderOf(election) === owner
      ? chosenNow
      : owner.score > 0
      ? chosenForWeight(owner.score)
      : chosenAnew(candidacy.ranked.length),
  };
}
