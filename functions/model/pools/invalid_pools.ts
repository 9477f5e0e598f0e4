/**
 * Pools with an error. They give no new addresses, but Services keep the addresses that they have.
 *
 * @module
 */

import type { Address } from "../addresses/address.ts";
import type { IPAddressPool } from "../crds.ts";
import type { Service } from "../kubernetes.ts";
import { annotationAllocatedFrom } from "../names.ts";
import { type Misplaced, misplacedIn, misplacedWith } from "./misplaced.ts";
import { countsIn } from "./namespace_flaws.ts";
import type { Pool } from "./pool.ts";
import { contains, parseRange, type Range } from "../addresses/range.ts";
import { listOf } from "../shape.ts";

export class InvalidPools {
  /** By name of the pool: those of its ranges that can still be read. */
  readonly #ranges: ReadonlyMap<string, readonly Range[]>;

  /** Pools in another namespace never gave an address, so they are not invalid pools. */
  readonly misplaced: readonly Misplaced[];
  readonly #objects: readonly IPAddressPool[];
  readonly #namespace: string;

  /** @param namespace the namespace of pools */
  constructor(objects: readonly IPAddressPool[], valid: readonly Pool[], namespace: string) {
    this.#objects = objects;
    this.#namespace = namespace;
    this.misplaced = misplacedIn(namespace, objects);
    const names = new Set(valid.map((pool) => pool.name));
    this.#ranges = new Map(
      objects
        .filter((object) => !names.has(object.metadata.name) && countsIn(namespace, object))
        .map(({ metadata, spec }) => [
          metadata.name,
          listOf(spec?.addresses).map(parseRange).filter((range) => typeof range !== "string"),
        ]),
    );
  }

  get names(): readonly string[] {
    return [...this.#ranges.keys()].sort();
  }

  has(name: string): boolean {
    return this.#ranges.has(name);
  }

  /** The pools with this name in another namespace. */
  misplacedNamed(name: string): readonly Misplaced[] {
    return this.misplaced.filter((each) => each.name === name);
  }

  /** The pools with this address in another namespace. */
  misplacedWith(address: Address): readonly Misplaced[] {
    return this.misplaced.length === 0 ? [] : misplacedWith(address, this.#objects, this.#namespace);
  }

  /** The invalid pool that gave the Service this address, by the Service's annotation or else by the pools' ranges. */
  originOf(address: Address, service: Service): string | undefined {
    const written = service.metadata.annotations?.[annotationAllocatedFrom];
    if (written !== undefined && this.#ranges.has(written)) return written;
    return this.names.find((name) => this.#ranges.get(name)?.some((range) => contains(range, address)));
  }
}
