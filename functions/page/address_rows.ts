/**
 * Rows for addresses in use: their Services, the announcing node, the standbys, and conflicts with other hosts.
 *
 * @module
 */

import { type AddressAnnounced, addressAnnounced } from "../model/election/announced.ts";
import { asideUntil } from "../model/allocation/aside.ts";
import { conditionOf } from "../model/conditions.ts";
import type { VirtualIP } from "../model/crds.ts";
import type { Desired } from "../model/reporting/desired.ts";
import type { Election } from "../model/election/election.ts";
import { sharersOf } from "../model/election/sharers.ts";
import { instantUntilSeen } from "../model/first_seen.ts";
import { toInstant } from "../model/instant.ts";
import type { Instant } from "../model/kubernetes.ts";
import { conflictReasonOf } from "../model/reasons.ts";
import type { AddressRow, ConflictRow } from "./page_state.ts";

/** What the page says about the address of an election. */
export interface RowOfElection {
  /** The reported state of the address. */
  readonly announced: AddressAnnounced;
  readonly row: AddressRow;
}

/** @param planned the planned VirtualIP of the address */
export type RowMaker = (election: Election, planned: VirtualIP | undefined) => RowOfElection;

export function rowOfElection(election: Election, planned: VirtualIP | undefined): RowOfElection {
  const announced = addressAnnounced(election);
  return { announced, row: addressRow(election, planned, announced) };
}

/** One row for each election, in their order: sorted by the VirtualIPs' names. */
export function addressRows(
  { elections, virtualIPs }: Pick<Desired, "elections" | "virtualIPs">,
  rowOf: RowMaker,
): readonly RowOfElection[] {
  const planned = new Map(virtualIPs.map((each) => [each.metadata.name, each]));
  return elections.map((election) => rowOf(election, planned.get(election.name)));
}

function addressRow(
  { address, pool, claimants, owner, virtualIP }: Election,
  planned: VirtualIP | undefined,
  { reason, by, sharers: reported = [], tellers = [] }: AddressAnnounced,
): AddressRow {
  const announcing = by?.node ?? owner?.node;
  const order = planned?.spec.l2?.order ?? [];
  const sharers = owner === undefined ? [] : sharersOf(planned?.spec.l2).map(({ node }) => node);
  const hosts = reported.flatMap(({ node, hosts }) => hosts === undefined ? [] : [[node, hosts] as const]);
  const created = toInstant(virtualIP?.metadata.creationTimestamp);
  const since = by === undefined || virtualIP === undefined
    ? undefined
    : instantUntilSeen(virtualIP.metadata, "since", virtualIP.status?.since);
  return {
    key: address,
    address,
    ...(pool !== undefined && { pool }),
    services: claimants.map(({ key }) => key),
    state: reason,
    ...(announcing !== undefined && { owner: announcing }),
    ...(by !== undefined && by.interfaces.length > 0 && { interfaces: by.interfaces }),
    standbys: sharers.length > 0 ? [] : order.map(({ node }) => node).filter((node) => node !== announcing),
    ...(sharers.length > 0 && { sharers }),
    ...(hosts.length > 0 && { hosts: Object.fromEntries(hosts) }),
    ...(tellers.length > 0 && { speakers: tellers.map(({ node }) => node) }),
    ...(created !== undefined && { created }),
    ...(since !== undefined && { since }),
  };
}

/** The conflicts of all addresses. An address that is put aside is included, even if no Service has it any more. */
export function conflictRows(virtualIPs: readonly VirtualIP[], now: Instant): ConflictRow[] {
  return virtualIPs.flatMap((virtualIP): ConflictRow[] => {
    const conflict = conditionOf(virtualIP.status?.conditions, "Conflict");
    if (conflict?.status !== "True") return [];
    const { spec: { address, services } } = virtualIP;
    const since = instantUntilSeen(virtualIP.metadata, "conflict", conflict.lastTransitionTime);
    const until = asideUntil(virtualIP, now);
    if (conflict.reason === "AddressConflict" && until === undefined) return [];
    return [{
      key: address,
      address,
      services: services.map(({ namespace, name }) => `${namespace}/${name}`),
      reason: until !== undefined ? "AddressConflict" : conflictReasonOf(conflict.reason),
      message: conflict.message,
      ...(since !== undefined && { since }),
      ...(until !== undefined && { asideUntil: until }),
    }];
  });
}
