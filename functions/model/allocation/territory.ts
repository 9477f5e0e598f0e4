/**
 * A valid pool during one pass: whom it admits, and what of it is free.
 *
 * @module
 */

import { type Address, addressOf } from "../addresses/address.ts";
import { Admission, type NamespaceLabels } from "../pools/admission.ts";
import { capacity } from "../addresses/capacity.ts";
import { FreeSpace } from "../addresses/free_space.ts";
import { combine, hash32 } from "../hash.ts";
import type { IPFamily, Service } from "../kubernetes.ts";
import { hasFamily, type Pool } from "../pools/pool.ts";

export class Territory {
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

  /** Where the pool comes among those of the same priority for a Service of this hash: the lower, the earlier. */
  rankFor(hash: number): number {
    return combine(hash, this.#hash);
  }

  /** How many addresses Services have. */
  used(family: IPFamily): number {
    return this.#used[family];
  }

  /** How many it has for them. */
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

  /** Nobody gets it, and nobody has it. */
  keepBack(address: Address): void {
    this.#space[address.family].take(address.value);
  }

  /**
   * The first free address from a start that is a Service's own by its hash, so that one that is deleted and comes again finds
   * its old address; of a pool that says so, the lowest.
   */
  firstFree(family: IPFamily, hash: number): Address | undefined {
    const value = this.#space[family].firstFree(this.pool.choose === "lowest" ? 0 : hash);
    return value === undefined ? undefined : addressOf(family, value);
  }
}
