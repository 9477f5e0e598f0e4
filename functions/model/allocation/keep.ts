/**
 * Before anything is given, every address that Services have and may still have stays theirs.
 *
 * @module
 */

import type { Address } from "../addresses/address.ts";
import { addressConflict, inNoPool, keptBack } from "./address_messages.ts";
import { poolNotAllowed } from "./allocation_messages.ts";
import { append } from "../append.ts";
import type { Applicant } from "./applicant.ts";
import { currentAddresses } from "./current_addresses.ts";
import type { Estate } from "./estate.ts";
import type { Service } from "../kubernetes.ts";
import { byAge } from "../order.ts";
import { isUsable } from "../pools/pool.ts";
import type { AllocationVerdict } from "../reasons.ts";
import { familyNotTaken, surplusAddress } from "./request_messages.ts";
import { newTenancy, type Tenancy } from "./tenancy.ts";
import type { Territory } from "./territory.ts";
import { placed, type Placement } from "./usage.ts";

/**
 * Reads the Services, in the order given, with what they keep. Of those that claim one address and may not share it, the oldest
 * keeps it.
 *
 * @param assumed whether a Service without a cluster address counts as having one
 */
export function keep(services: readonly Service[], estate: Estate, assumed: boolean): readonly Tenancy[] {
  const { ledger } = estate;
  const tenancies = services.map((service) => {
    const tenancy = newTenancy(service, assumed, estate);
    keepOwn(tenancy, estate);
    return tenancy;
  });
  if (ledger.contested.size === 0) return tenancies;
  const contenders = tenancies.filter(({ held, lost }) =>
    held.some(({ text }) => ledger.contested.has(text)) ||
    lost.some(({ address }) => ledger.contested.has(address.text))
  );
  for (const tenancy of contenders) {
    for (const placement of tenancy.held) ledger.take(placement, tenancy);
  }
  const oldestFirst = contenders.sort((one, other) => byAge(one.service, other.service));
  for (const tenancy of oldestFirst) keepOwn(tenancy, estate);
  return tenancies;
}

function keepOwn(tenancy: Tenancy, estate: Estate): void {
  tenancy.held = [];
  tenancy.lost = [];
  for (const address of dearestFirst(currentAddresses(tenancy.service), tenancy, estate)) {
    const kept = keepOne(address, tenancy, estate);
    if ("reason" in kept) tenancy.lost = append(tenancy.lost, { address, why: kept });
    else tenancy.held = append(tenancy.held, kept);
  }
}

function keepOne(address: Address, tenancy: Tenancy, estate: Estate): Placement | AllocationVerdict {
  const territory = estate.ledger.territoryOf(address);
  const pool = poolKeeping(address, territory, { applicant: tenancy, estate });
  if (typeof pool !== "string") return pool;
  const placement = placed(address, pool);
  return besideOwn(placement, tenancy.held) ?? estate.ledger.give(placement, tenancy, territory);
}

/** The pool that lets the Service keep the address; else the rule that takes it away. */
function poolKeeping(
  address: Address,
  territory: Territory | undefined,
  { applicant, estate }: { applicant: Applicant; estate: Estate },
): string | AllocationVerdict {
  const { service, need, request } = applicant;
  if (!need.families.includes(address.family)) return need.refusal ?? familyNotTaken(address, need.families);
  const aside = estate.aside.get(address.text);
  if (aside !== undefined && request.addresses.some((asked) => asked.text === address.text)) {
    return addressConflict(address.text, aside);
  }
  if (territory !== undefined && isUsable(territory.pool, address) && territory.admits(service)) {
    return territory.pool.name;
  }
  return estate.invalid.originOf(address, service) ?? whyNot(address, applicant, territory);
}

function whyNot(address: Address, { key }: Applicant, territory: Territory | undefined): AllocationVerdict {
  if (territory === undefined) return inNoPool(address.text);
  const { pool } = territory;
  return isUsable(pool, address) ? poolNotAllowed(pool, key, address.text) : keptBack(address.text, pool.name);
}

/** Of several addresses, which the Service would rather keep: what it asks for, then what is in the pool that it asks for. */
function dearestFirst(addresses: readonly Address[], applicant: Applicant, { ledger }: Estate): readonly Address[] {
  if (addresses.length < 2) return addresses;
  const { need, request } = applicant;
  const dearness = (address: Address): number =>
    (request.addresses.some((asked) => asked.text === address.text) ? 4 : 0) +
    (request.pool !== undefined && request.pool === ledger.territoryOf(address)?.pool.name ? 2 : 0) +
    (need.families[0] === address.family ? 1 : 0);
  return addresses.toSorted((one, other) => dearness(other) - dearness(one));
}

function besideOwn(placement: Placement, held: readonly Placement[]): AllocationVerdict | undefined {
  if (held.length === 0) return undefined;
  const other = held.find(({ family, pool }) => family === placement.family || pool !== placement.pool);
  return other === undefined ? undefined : surplusAddress(placement, other);
}
