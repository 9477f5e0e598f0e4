/**
 * Addresses that are put aside: an announcer's first probes found a stranger on them. No Service gets them for ten
 * minutes.
 *
 * Why: docs/adr/0024-what-one-announcer-may-say.md
 *
 * @module
 */

import { type Address, parseAddress } from "../addresses/address.ts";
import type { VirtualIP } from "../crds.ts";
import { ownInstant } from "../first_seen.ts";
import type { Instant } from "../kubernetes.ts";
import { isRecord, listOf } from "../shape.ts";
import { putAsideMs } from "../announcing/timing.ts";

export interface AsideAddress {
  readonly address: Address;
  readonly until: Instant;
}

/** By canonical text of the address. */
export type AsideAddresses = ReadonlyMap<string, AsideAddress>;

export function readAside(virtualIPs: readonly VirtualIP[], now: Instant): AsideAddresses {
  const aside = new Map<string, AsideAddress>();
  for (const virtualIP of virtualIPs) {
    const until = asideUntil(virtualIP, now);
    const address = until === undefined ? undefined : parseAddress(virtualIP.spec?.address);
    if (until !== undefined && address !== undefined) aside.set(address.text, { address, until });
  }
  return aside;
}

/**
 * Until when no Service gets the address; undefined: the address is not put aside. An address that a node already held
 * when the stranger came (reason `Defended`) is never put aside.
 */
export function asideUntil(virtualIP: VirtualIP, now: Instant): Instant | undefined {
  if (isDoubtful(virtualIP)) return undefined;
  const conflict = listOf(virtualIP.status?.conditions).find((condition) =>
    isRecord(condition) && condition["type"] === "Conflict" && condition["status"] === "True" &&
    condition["reason"] === "AddressConflict"
  );
  const told = isRecord(conflict) ? conflict["lastTransitionTime"] : undefined;
  const since = ownInstant(virtualIP.metadata, "conflict", told);
  return since !== undefined && since + putAsideMs > now ? since + putAsideMs : undefined;
}

/**
 * True if a report of a stranger in this status must not be believed. `revision` in a status means that a node already
 * announces the address, and that node defends it. If there is an order, only the nodes of the order probe the address.
 * So a wrong report of one node cannot take an address from a Service while another node announces the address.
 */
function isDoubtful({ spec, status }: VirtualIP): boolean {
  if (status?.revision !== undefined) return true;
  const order = listOf(spec?.l2?.order);
  return order.length > 0 && !order.some((entry) => isRecord(entry) && entry["node"] === status?.node);
}
