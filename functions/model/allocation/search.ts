/**
 * Which addresses a Service gets from the pools that it may get some from.
 *
 * @module
 */

import type { Address } from "../addresses/address.ts";
import type { Applicant } from "./applicant.ts";
import type { Tiers } from "./candidates.ts";
import type { FamilyNeed } from "./families.ts";
import { hash32 } from "../hash.ts";
import type { IPFamily } from "../kubernetes.ts";
import type { Ledger } from "./ledger.ts";
import type { Territory } from "./territory.ts";
import { placed, type Placement } from "./usage.ts";

/** What would do, the best first: every family, or with PreferDualStack just one. */
export function familySets({ families, all }: FamilyNeed): readonly (readonly IPFamily[])[] {
  return all || families.length < 2 ? [families] : [families, ...families.map((family) => [family])];
}

/**
 * The addresses to give: for each set of families, from the first pool that has one for each. Sharers come together: with a
 * sharing key, an address that has it already goes before any free one.
 */
export function search(
  applicant: Applicant,
  { tiers, sets, ledger }: { tiers: Tiers; sets: readonly (readonly IPFamily[])[]; ledger: Ledger },
): readonly Placement[] | undefined {
  const asker = { applicant, ledger, hash: hash32(applicant.key) };
  const ways = applicant.sharing === undefined ? [free] : [shared, free];
  for (const way of ways) {
    for (const tier of tiers) {
      const found = searchTier(tier, sets, (territory, families) => way({ ...asker, territory, families }));
      if (found !== undefined) return found;
    }
  }
  return undefined;
}

function searchTier(
  tier: readonly Territory[],
  sets: readonly (readonly IPFamily[])[],
  way: (territory: Territory, families: readonly IPFamily[]) => readonly Address[] | undefined,
): readonly Placement[] | undefined {
  for (const families of sets) {
    for (const territory of tier) {
      const found = way(territory, families);
      if (found !== undefined) return found.map((address) => placed(address, territory.pool.name));
    }
  }
  return undefined;
}

/** One address of a family in a pool: one that may be shared, else a free one. */
export function searchPool(
  applicant: Applicant,
  { territory, family, ledger }: { territory: Territory; family: IPFamily; ledger: Ledger },
): Placement | undefined {
  const address = ledger.shareable(applicant, territory, family) ??
    territory.firstFree(family, hash32(applicant.key));
  return address === undefined ? undefined : placed(address, territory.pool.name);
}

interface Question {
  readonly applicant: Applicant;
  readonly territory: Territory;
  readonly families: readonly IPFamily[];
  readonly ledger: Ledger;
  readonly hash: number;
}

/** A free address of each family. */
function free({ territory, families, hash }: Question): readonly Address[] | undefined {
  return complete(families.map((family) => territory.firstFree(family, hash)));
}

/** An address of each family, at least one of them shared. */
function shared({ applicant, territory, families, ledger, hash }: Question): readonly Address[] | undefined {
  const found = families.map((family) => ledger.shareable(applicant, territory, family));
  if (found.every((address) => address === undefined)) return undefined;
  return complete(families.map((family, index) => found[index] ?? territory.firstFree(family, hash)));
}

function complete(addresses: readonly (Address | undefined)[]): readonly Address[] | undefined {
  const found = addresses.filter((address) => address !== undefined);
  return found.length === addresses.length ? found : undefined;
}
