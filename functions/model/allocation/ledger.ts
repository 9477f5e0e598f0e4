/**
 * Who has which address, during one pass.
 *
 * @module
 */

import type { Address } from "../addresses/address.ts";
import { addressConflict } from "./address_messages.ts";
import type { Applicant } from "./applicant.ts";
import type { AsideAddresses } from "./aside.ts";
import type { IPFamily } from "../kubernetes.ts";
import type { RangeIndex } from "../addresses/range_index.ts";
import type { AllocationVerdict } from "../reasons.ts";
import { SharingGroups } from "./sharing_groups.ts";
import type { Territory } from "./territory.ts";
import { beginUsage, join, leave, type Placement, refusalToJoin, type Usage } from "./usage.ts";

export class Ledger {
  /** Addresses that were to be given to more than one Service. */
  readonly contested = new Set<string>();
  readonly #territories: RangeIndex<Territory>;
  readonly #aside: AsideAddresses;
  readonly #usages = new Map<string, Usage>();
  readonly #groups = new SharingGroups();

  constructor(territories: RangeIndex<Territory>, aside: AsideAddresses) {
    this.#territories = territories;
    this.#aside = aside;
    for (const { address } of aside.values()) territories.ownerOf(address)?.keepBack(address);
  }

  territoryOf(address: Address): Territory | undefined {
    return this.#territories.ownerOf(address);
  }

  /** The Services that have the address. */
  holdersOf(address: Address): readonly Applicant[] {
    return this.#usages.get(address.text)?.holders ?? [];
  }

  /** Why the Service may not have this address, which it has not yet; undefined: it may. */
  refusal(address: Address, applicant: Applicant): AllocationVerdict | undefined {
    const aside = this.#aside.get(address.text);
    if (aside !== undefined) return addressConflict(address.text, aside);
    const usage = this.#usages.get(address.text);
    return usage === undefined ? undefined : refusalToJoin(usage, applicant);
  }

  /** An address of the pool that others have and the Service may share. */
  shareable(applicant: Applicant, { pool }: Territory, family: IPFamily): Address | undefined {
    const { sharing } = applicant;
    if (sharing === undefined) return undefined;
    return this.#groups.firstShareable(
      { pool: pool.name, family },
      sharing,
      ({ text, holders }) => !this.#aside.has(text) && !holders.includes(applicant),
    );
  }

  /** Why not even the address is shareable that comes nearest to it, by having the same sharing key. */
  nearestSharedRefusal(applicant: Applicant, { pool }: Territory, family: IPFamily): AllocationVerdict | undefined {
    const { sharing } = applicant;
    if (sharing === undefined) return undefined;
    const nearest = this.#groups.nearest({ pool: pool.name, family }, sharing);
    return nearest === undefined || nearest.holders.includes(applicant) ? undefined : refusalToJoin(nearest, applicant);
  }

  /**
   * Gives the address to the Service, unless others stand in the way: why. Whether it is put aside is not asked.
   *
   * @param territory the one that the address lies in, when that is known
   */
  give(
    placement: Placement,
    applicant: Applicant,
    territory: Territory | undefined = this.territoryOf(placement),
  ): Usage | AllocationVerdict {
    const { text } = placement;
    const usage = this.#usages.get(text);
    if (usage !== undefined) {
      this.contested.add(text);
      return join(usage, applicant);
    }
    const begun = beginUsage(placement, applicant);
    this.#usages.set(text, begun);
    territory?.use(begun);
    if (applicant.sharing !== undefined) this.#groups.add(begun, applicant.sharing);
    return begun;
  }

  /** Takes it from the Service, which must have it. */
  take(address: Address, applicant: Applicant): void {
    const usage = this.#usages.get(address.text);
    if (usage === undefined) return;
    leave(usage, applicant);
    if (applicant.sharing !== undefined) this.#groups.left(usage, applicant.sharing);
    if (usage.holders.length > 0) return;
    this.#usages.delete(address.text);
    const territory = this.territoryOf(address);
    territory?.release(address);
    if (this.#aside.has(address.text)) territory?.keepBack(address);
  }
}
