/**
 * What is missing: Services without an address, and addresses that nobody announces.
 *
 * @module
 */

import type { Allocation } from "../allocation/allocation.ts";
import type { AddressAnnounced } from "../election/announced.ts";
import { conditionOf } from "../conditions.ts";
import type { Desired } from "../desired.ts";
import type { Election } from "../election/election.ts";
import { toInstant } from "../instant.ts";
import { keyOf, type Service } from "../kubernetes.ts";
import { conditionAllocated, conditionAnnounced } from "../names.ts";
import { isShort } from "../allocation/shortfall.ts";
import type { PendingRow } from "./page_state.ts";

/**
 * Services first.
 *
 * @param announced what is known of each election's address, in their order
 */
export function pendingRows(
  { allocations, elections, services }: Pick<Desired, "allocations" | "elections" | "services">,
  announced: readonly AddressAnnounced[],
): PendingRow[] {
  const byKey = new Map(services.map((service) => [keyOf(service), service]));
  return [
    ...allocations.flatMap((allocation) => withoutAddress(allocation, byKey.get(allocation.service))),
    ...elections.flatMap((election, index) => {
      const known = announced[index];
      return known === undefined || known.status === "True" ? [] : [unannounced(election, known)];
    }),
  ];
}

function withoutAddress(allocation: Allocation, service: Service | undefined): PendingRow[] {
  const { addresses, service: key, verdict: { reason, message } } = allocation;
  const lacks = addresses.length === 0 ? "address" : isShort(allocation) ? "part" : undefined;
  if (lacks === undefined) return [];
  const since = lacks === "address" ? sinceOf(service, conditionAllocated) : undefined;
  return [{ key: `service ${key}`, subject: key, lacks, reason, message, ...(since !== undefined && { since }) }];
}

function unannounced({ claimants }: Election, { address, reason, message }: AddressAnnounced): PendingRow {
  const since = sinceOf(claimants[0]?.service, conditionAnnounced);
  return {
    key: `address ${address}`,
    subject: address,
    lacks: "announcement",
    reason,
    message,
    ...(since !== undefined && { since }),
  };
}

/** Since when the condition does not hold. */
function sinceOf(service: Service | undefined, type: string): number | undefined {
  const condition = conditionOf(service?.status?.conditions, type);
  return condition === undefined || condition.status === "True" ? undefined : toInstant(condition.lastTransitionTime);
}
