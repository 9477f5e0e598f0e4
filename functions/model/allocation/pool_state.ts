/**
 * A valid pool during one pass: which Services it admits, and which of its addresses are free.
 *
 * @module
 */

import { startOf } from "../pools/choice.ts";
import { type Address, addressOf } from "../addresses/address.ts";
import { Admission, type NamespaceLabels } from "../pools/admission.ts";
import { capacity } from "../pools/capacity.ts";
import { FreeSpace } from "../pools/free_space.ts";
import { combine, hash32 } from "../hash.ts";
import type { IPFamily, Service } from "../kubernetes.ts";
import { hasFamily, type Pool } from "../pools/pool.ts";

export class PoolState {
  readonly pool: Pool;
  readonly #hash: number;
  readonly #admission: Admission;
  readonly #space: Readonly<Record<IPFamily, FreeSpace>>;
  readonly #used: Record<IPFamily, number> = { IPv4: 0, IPv6: 0 };
  readonly #capacity: Readonly<Record<IPFamily, bigint>>;

  constructor(pool: Pool, labels: NamespaceLabels) {
    this.pool = pool;
    this.#hash = hash32(pool.name);
    this.#admission = new Admission(pool, labels);
    this.#capacity = { IPv4: capacity(pool, "IPv4"), IPv6: capacity(pool, "IPv6") };
    this.#space = { IPv4: new FreeSpace(pool, "IPv4"), IPv6: new FreeSpace(pool, "IPv6") };
  }

  admits(service: Service): boolean {
    return this.#admission.admits(service);
  }

  has(family: IPFamily): boolean {
    return hasFamily(this.pool, family);
  }

  /**
   * The pool's place within its rank, for a Service with this hash: the pool with the lowest place comes first.
   */
  placeFor(hash: number): number {
    return combine(hash, this.#hash);
  }

  /** The number of addresses of the family that Services have. */
  used(family: IPFamily): number {
    return this.#used[family];
  }

  /**
   * The number of addresses of the family in the pool, used, free or withheld, without those that `avoidBuggyIPs`
   * excludes.
   */
  capacity(family: IPFamily): bigint {
    return this.#capacity[family];
  }

  use(address: Address): void {
    this.#used[address.family]++;
    this.#space[address.family].take(address.value);
  }

  release(address: Address): void {
    this.#used[address.family]--;
    this.#space[address.family].release(address.value);
  }

  /** Withholds the address: no Service gets it, and it does not count as used. */
  keepBack(address: Address): void {
    this.#space[address.family].take(address.value);
  }

  /**
   * The first free address. The Service's hash determines where the search starts, so a Service that is deleted and
   * created again gets its old address if that is still free. With `arpeggio.dev/choose: lowest`, the search starts at
   * the lowest address.
   */
  firstFree(family: IPFamily, hash: number): Address | undefined {
    const value = this.#space[family].firstFree(startOf(this.pool.choose, hash));
    return value === undefined ? undefined : addressOf(family, value);
  }
}
