/**
 * Pools that were left out. Nothing is given from them, and what they gave before stays where it is.
 *
 * @module
 */

import type { Address } from "../addresses/address.ts";
import type { IPAddressPool } from "../crds.ts";
import type { Service } from "../kubernetes.ts";
import { annotationAllocatedFrom } from "../names.ts";
import { countsIn } from "./namespace_flaws.ts";
import type { Pool } from "./pool.ts";
import { contains, parseRange, type Range } from "../addresses/range.ts";
import { listOf } from "../shape.ts";

export class InvalidPools {
  /** By name, what can still be read of their addresses. */
  readonly #ranges: ReadonlyMap<string, readonly Range[]>;

  /** @param namespace where pools live: one of another namespace never gave anything */
  constructor(objects: readonly IPAddressPool[], valid: readonly Pool[], namespace: string) {
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

  /** The pool that this address of the Service is from: as was written beside it, or as the pool's entries still say. */
  originOf(address: Address, service: Service): string | undefined {
    const written = service.metadata.annotations?.[annotationAllocatedFrom];
    if (written !== undefined && this.#ranges.has(written)) return written;
    return this.names.find((name) => this.#ranges.get(name)?.some((range) => contains(range, address)));
  }
}
