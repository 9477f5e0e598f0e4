/**
 * Which Services have which address, during one pass.
 *
 * @module
 */

import type { Address } from "../addresses/address.ts";
import { addressConflict, subnetEdge } from "./address_messages.ts";
import type { Applicant } from "./applicant.ts";
import type { AsideAddresses } from "./aside.ts";
import type { SubnetEdges } from "./subnet_edges.ts";
import type { IPFamily } from "../kubernetes.ts";
import type { RangeIndex } from "../addresses/range_index.ts";
import type { AllocationVerdict } from "../reasons.ts";
import { SharingGroups } from "./sharing_groups.ts";
import type { PoolState } from "./pool_state.ts";
import { beginUsage, join, leave, type Placement, refusalToJoin, type Usage } from "./usage.ts";

export class Ledger {
  /** Addresses that more than one Service claimed. */
  readonly contested = new Set<string>();
  readonly #poolStates: RangeIndex<PoolState>;
  readonly #aside: AsideAddresses;
  readonly #edges: SubnetEdges;
  readonly #usages = new Map<string, Usage>();
  readonly #groups = new SharingGroups();

  constructor(
    poolStates: RangeIndex<PoolState>,
    { aside, edges }: { readonly aside: AsideAddresses; readonly edges: SubnetEdges },
  ) {
    this.#poolStates = poolStates;
    this.#aside = aside;
    this.#edges = edges;
    for (const { address } of this.withheld()) poolStates.ownerOf(address)?.keepBack(address);
  }

  /** Addresses that no Service can get: put aside, or at the edge of a subnet of the nodes. */
  withheld(): readonly { readonly address: Address }[] {
    return [
      ...this.#aside.values(),
      ...[...this.#edges.values()].filter(({ address }) => !this.#aside.has(address.text)),
    ];
  }

  #isWithheld({ text }: Address): boolean {
    return this.#aside.has(text) || this.#edges.has(text);
  }

  poolStateOf(address: Address): PoolState | undefined {
    return this.#poolStates.ownerOf(address);
  }

  /** The Services that have the address. */
  holdersOf({ text }: Pick<Address, "text">): readonly Applicant[] {
    return this.#usages.get(text)?.holders ?? [];
  }

  /** True if a Service has the address from this pool. */
  isHeldFrom(pool: string, { text }: Address): boolean {
    return this.#usages.get(text)?.pool === pool;
  }

  /** Why the Service may not get this address, which it does not have yet; undefined: the Service may get it. */
  refusal(address: Address, applicant: Applicant): AllocationVerdict | undefined {
    const usage = this.#usages.get(address.text);
    return this.withheldFrom(address) ?? (usage === undefined ? undefined : refusalToJoin(usage, applicant));
  }

  /** Why no Service gets the address; undefined: the address is not withheld. */
  withheldFrom({ text }: Address): AllocationVerdict | undefined {
    const aside = this.#aside.get(text);
    if (aside !== undefined) return addressConflict(text, aside);
    const edge = this.#edges.get(text);
    return edge === undefined ? undefined : subnetEdge(edge);
  }

  /** An address of the pool that other Services have and this Service may share; undefined: there is none. */
  shareable(applicant: Applicant, { pool }: PoolState, family: IPFamily): Address | undefined {
    const { sharing } = applicant;
    if (sharing === undefined) return undefined;
    return this.#groups.firstShareable(
      { pool: pool.name, family },
      sharing,
      (usage) => !this.#isWithheld(usage) && !usage.holders.includes(applicant),
    );
  }

  /**
   * Looks at one address with the Service's sharing key (see `SharingGroups.nearest`), and tells why the Service may
   * not share it. Undefined: no address has this key, or the Service has that address already.
   */
  nearestSharedRefusal(applicant: Applicant, { pool }: PoolState, family: IPFamily): AllocationVerdict | undefined {
    const { sharing } = applicant;
    if (sharing === undefined) return undefined;
    const nearest = this.#groups.nearest({ pool: pool.name, family }, sharing);
    return nearest === undefined || nearest.holders.includes(applicant) ? undefined : refusalToJoin(nearest, applicant);
  }

  /**
   * Gives the address to the Service; or returns the reason why the present holders of the address prevent that. Does
   * not check whether the address is withheld.
   *
   * @param poolState the pool of the address, if the caller knows it
   */
  give(
    placement: Placement,
    applicant: Applicant,
    poolState: PoolState | undefined = this.poolStateOf(placement),
  ): Usage | AllocationVerdict {
    const { text } = placement;
    const usage = this.#usages.get(text);
    if (usage !== undefined) {
      this.contested.add(text);
      return join(usage, applicant);
    }
    const begun = beginUsage(placement, applicant);
    this.#usages.set(text, begun);
    poolState?.use(begun);
    if (applicant.sharing !== undefined) this.#groups.add(begun, applicant.sharing);
    return begun;
  }

  /** Takes the address from the Service. The Service must have the address. */
  take(address: Address, applicant: Applicant): void {
    const usage = this.#usages.get(address.text);
    if (usage === undefined) return;
    leave(usage, applicant);
    if (applicant.sharing !== undefined) this.#groups.left(usage, applicant.sharing);
    if (usage.holders.length > 0) return;
    this.#usages.delete(address.text);
    const poolState = this.poolStateOf(address);
    poolState?.release(address);
    if (this.#isWithheld(address)) poolState?.keepBack(address);
  }
}
