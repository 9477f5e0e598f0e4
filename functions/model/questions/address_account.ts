/**
 * What holds for one address: which advertisements count, which node announces it, and why each other one does not.
 *
 * @module
 */

import type { VirtualIP } from "../crds.ts";
import { addressAnnounced } from "../election/announced.ts";
import { exclusionMessage } from "../election/announcement_messages.ts";
import { exclusionsOf } from "../election/candidacy.ts";
import type { Candidate, Election } from "../election/election.ts";
import { type L2Announcing, selectsPool } from "../election/l2_advertisement.ts";
import { holderOf, reportedHolder } from "../election/seat.ts";
import type { Fault } from "../fault.ts";
import { countsIn } from "../pools/namespace_flaws.ts";
import type { Observed } from "../observed.ts";
import { matchesAny } from "../selector.ts";
import { advertises, isForOtherPools, leftOut, selectsOthers } from "./advertisement_messages.ts";
import type { AddressAccount, AdvertisementStanding, NodeStanding } from "./explanation.ts";
import { announcesNow, chosenAnew, chosenForWeight, chosenNow, mayAnnounce, standsBy } from "./node_messages.ts";

export interface AccountInput {
  readonly observed: Observed;
  readonly advertisements: readonly L2Announcing[];
  readonly faults: readonly Fault[];
  /** The plan for the address; undefined: there is none. */
  readonly planned: VirtualIP | undefined;
}

export function accountOf(election: Election, input: AccountInput): AddressAccount {
  const { address, pool, claimants } = election;
  const { status, reason, message, stranger } = addressAnnounced(election);
  return {
    address,
    ...(pool !== undefined && { pool }),
    services: claimants.map(({ key }) => key),
    status,
    reason,
    message,
    ...(stranger !== undefined && { conflict: stranger }),
    advertisements: advertisementStandings(election, input),
    nodes: election.candidacy.advertisements.length === 0 ? [] : nodeStandings(election, input.planned),
  };
}

/** All that there are, those that count first. */
function advertisementStandings(
  election: Election,
  { observed, advertisements, faults }: AccountInput,
): readonly AdvertisementStanding[] {
  const { settings: { namespace }, l2Advertisements } = observed;
  const standings = l2Advertisements.filter((object) => countsIn(namespace, object)).map(({ metadata: { name } }) => {
    const advertisement = advertisements.find((each) => each.name === name);
    return { kind: "L2Advertisement", name, ...judge(advertisement, name, election, { observed, faults }) };
  });
  return standings.sort((one, other) =>
    one.standing === other.standing ? one.name < other.name ? -1 : 1 : one.standing === "counts" ? -1 : 1
  );
}

function judge(
  advertisement: L2Announcing | undefined,
  name: string,
  { pool, claimants }: Election,
  { observed, faults }: Pick<AccountInput, "observed" | "faults">,
): Pick<AdvertisementStanding, "standing" | "message"> {
  if (advertisement === undefined) {
    const fault = faults.find(({ object, severity }) =>
      object.kind === "L2Advertisement" && object.name === name && severity === "error"
    );
    return { standing: "left out", message: leftOut(fault) };
  }
  const labels = observed.pools.find(({ metadata }) => metadata.name === pool)?.metadata.labels ?? {};
  if (pool === undefined || !selectsPool(advertisement, { name: pool, labels })) {
    return { standing: "other pools", message: isForOtherPools(advertisement) };
  }
  const isSelected = claimants.some(({ service }) =>
    matchesAny(advertisement.serviceSelectors, service.metadata.labels)
  );
  return isSelected
    ? { standing: "counts", message: advertises(advertisement, pool) }
    : { standing: "other Services", message: selectsOthers(claimants.map(({ key }) => key)) };
}

function nodeStandings(election: Election, planned: VirtualIP | undefined): readonly NodeStanding[] {
  const { candidacy, owner } = election;
  const order = planned?.spec.l2?.order.map(({ node }) => node) ?? [];
  const known = new Set([...order, ...owner === undefined ? [] : [owner.node]]);
  const standbys = order.filter((node) => node !== owner?.node).map((name, index): NodeStanding => ({
    name,
    standing: "stands by",
    message: standsBy(index + 1, candidacy.candidates.get(name)?.score ?? 0),
  }));
  const others = [...candidacy.candidates.keys()].filter((node) => !known.has(node))
    .map((name): NodeStanding => ({ name, standing: "may", message: mayAnnounce(order.length) }));
  const excluded = exclusionsOf(candidacy).filter(({ node }) => !known.has(node)).map((
    { node, reason },
  ): NodeStanding => ({
    name: node,
    standing: "may not",
    message: exclusionMessage(reason, candidacy),
  }));
  const rest = [...others, ...excluded].sort((one, other) => one.name < other.name ? -1 : 1);
  return [...owner === undefined ? [] : [ownerStanding(election, owner)], ...standbys, ...rest];
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
