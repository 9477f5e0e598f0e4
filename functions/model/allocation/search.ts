/**
 * Searches the pools that may give a Service addresses.
 *
 * @module
 */

import type { Address } from "../addresses/address.ts";
import type { Applicant } from "./applicant.ts";
import type { Rank, Tiers } from "./candidates.ts";
import type { FamilyNeed } from "./families.ts";
import { hash32 } from "../hash.ts";
import type { IPFamily } from "../kubernetes.ts";
import type { Ledger } from "./ledger.ts";
import type { PoolState } from "./pool_state.ts";
import { placed, type Placement } from "./usage.ts";

/**
 * The sets of families that satisfy the Service, the best set first: all families; then, with PreferDualStack, each
 * family alone.
 */
export function familySets({ families, all }: FamilyNeed): readonly (readonly IPFamily[])[] {
  return all || families.length < 2 ? [families] : [families, ...families.map((family) => [family])];
}

/**
 * The addresses to give; undefined if there are none. The search goes tier by tier; within a tier, by set of families;
 * then rank by rank. Within a rank, an address with the Service's sharing key comes before a free address, so that
 * Services with the same key come together. A shared address never leads to a worse rank or to fewer families.
 */
export function search(
  applicant: Applicant,
  { tiers, sets, ledger }: { tiers: Tiers; sets: readonly (readonly IPFamily[])[]; ledger: Ledger },
): readonly Placement[] | undefined {
  const hash = hash32(applicant.key);
  const ways = applicant.sharing === undefined ? [free] : [shared, free];
  for (const tier of tiers) {
    for (const families of sets) {
      for (const rank of tier) {
        const found = searchRank(rank, ways, (poolState) => ({ applicant, ledger, hash, poolState, families }));
        if (found !== undefined) return found;
      }
    }
  }
  return undefined;
}

function searchRank(
  rank: Rank,
  ways: readonly Way[],
  questionTo: (poolState: PoolState) => Question,
): readonly Placement[] | undefined {
  for (const way of ways) {
    for (const poolState of rank) {
      const found = way(questionTo(poolState));
      if (found !== undefined) return found.map((address) => placed(address, poolState.pool.name));
    }
  }
  return undefined;
}

type Way = (question: Question) => readonly Address[] | undefined;

/** One address of a family in a pool: an address that the Service may share, or else a free address. */
export function searchPool(
  applicant: Applicant,
  { poolState, family, ledger }: { poolState: PoolState; family: IPFamily; ledger: Ledger },
): Placement | undefined {
  if (poolState.pool.isTerminating) return undefined;
  const address = ledger.shareable(applicant, poolState, family) ??
    poolState.firstFree(family, hash32(applicant.key));
  return address === undefined ? undefined : placed(address, poolState.pool.name);
}

interface Question {
  readonly applicant: Applicant;
  readonly poolState: PoolState;
  readonly families: readonly IPFamily[];
  readonly ledger: Ledger;
  readonly hash: number;
}

/** A free address of each family. */
function free({ poolState, families, hash }: Question): readonly Address[] | undefined {
  return complete(families.map((family) => poolState.firstFree(family, hash)));
}

/** An address of each family; the Service shares at least one of them. */
function shared({ applicant, poolState, families, ledger, hash }: Question): readonly Address[] | undefined {
  const found = families.map((family) => ledger.shareable(applicant, poolState, family));
  if (found.every((address) => address === undefined)) return undefined;
  return complete(families.map((family, index) => found[index] ?? poolState.firstFree(family, hash)));
}

function complete(addresses: readonly (Address | undefined)[]): readonly Address[] | undefined {
  const found = addresses.filter((address) => address !== undefined);
  return found.length === addresses.length ? found : undefined;
}
