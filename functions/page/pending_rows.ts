/**
 * Rows for Services that do not have all that they ask for, and for addresses that are not known to be announced by
 * every protocol that should announce them.
 *
 * @module
 */

import type { Allocation } from "../model/allocation/allocation.ts";
import type { AddressAnnounced } from "../model/election/announced.ts";
import { conditionOf } from "../model/conditions.ts";
import type { Desired } from "../model/reporting/desired.ts";
import type { Election } from "../model/election/election.ts";
import { toInstant } from "../model/instant.ts";
import { keyOf, type Service } from "../model/kubernetes.ts";
import { conditionAllocated, conditionAnnounced } from "../model/names.ts";
import type { PendingRow } from "./page_state.ts";

/**
 * The rows: Services first, then addresses.
 * @param announced the reported state of each election's address, in the order of the elections
 */
export function pendingRows(
  { allocations, elections, services }: Pick<Desired, "allocations" | "elections" | "services">,
  announced: readonly AddressAnnounced[],
): PendingRow[] {
  const lacking = allocations.filter((each) => lackOf(each) !== undefined);
  const byKey = new Map(lacking.length === 0 ? [] : services.map((service) => [keyOf(service), service]));
  return [
    ...lacking.flatMap((allocation) => withoutAddress(allocation, byKey.get(allocation.service))),
    ...elections.flatMap((election, index) => {
      const known = announced[index];
      return known === undefined || (known.status === "True" && known.half === undefined)
        ? []
        : [unannounced(election, known)];
    }),
  ];
}

function lackOf({ addresses, notGranted }: Allocation): "address" | "part" | undefined {
  return addresses.length === 0 ? "address" : notGranted !== undefined ? "part" : undefined;
}

function withoutAddress(allocation: Allocation, service: Service | undefined): PendingRow[] {
  const { service: key, verdict: { reason, message } } = allocation;
  const lacks = lackOf(allocation);
  if (lacks === undefined) return [];
  const since = lacks === "address" ? sinceOf(service, conditionAllocated) : undefined;
  return [{ key: `service ${key}`, subject: key, lacks, reason, message, ...(since !== undefined && { since }) }];
}

function unannounced({ claimants }: Election, { address, reason, message, half }: AddressAnnounced): PendingRow {
  const since = sinceOf(claimants[0]?.service, conditionAnnounced);
  return {
    key: `address ${address}`,
    subject: address,
    lacks: half === undefined ? "announcement" : "protocol",
    reason: half?.reason ?? reason,
    message,
    ...(since !== undefined && { since }),
  };
}

/** When the condition got its present status; undefined if that status is True. */
function sinceOf(service: Service | undefined, type: string): number | undefined {
  const condition = conditionOf(service?.status?.conditions, type);
  return condition === undefined || condition.status === "True" ? undefined : toInstant(condition.lastTransitionTime);
}
