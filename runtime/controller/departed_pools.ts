/**
 * Pools that have just been deleted. For 10 s such a pool counts as a pool that is being deleted, so no address moves
 * if `kubectl replace --force` deletes a pool and creates it again. A controller that has just started does not know
 * when a pool was deleted. So at the start, each missing pool that a VirtualIP names counts as just deleted, and a
 * restart moves no address either.
 *
 * Why: docs/adr/0027-the-hold-is-in-the-virtual-ip.md
 *
 * @module
 */

import { parseRange } from "../../functions/model/addresses/range.ts";
import { RangeIndex } from "../../functions/model/addresses/range_index.ts";
import type { IPAddressPool, VirtualIP } from "../../functions/model/crds.ts";
import { toTimestamp } from "../../functions/model/instant.ts";
import type { Instant } from "../../functions/model/kubernetes.ts";
import type { Observed } from "../../functions/model/observed.ts";
import { readPools } from "../../functions/model/pools/pool.ts";
import { listOf } from "../../functions/model/shape.ts";

export const poolGraceMs = 10_000;

interface Departed {
  readonly pool: IPAddressPool;
  readonly until: Instant;
}

export class DepartedPools {
  #seen: ReadonlyMap<string, IPAddressPool> | undefined;
  readonly #departed = new Map<string, Departed>();

  /** The pools that were deleted within the last 10 s, without pools that overlap with an existing pool. */
  notice(
    { pools, virtualIPs, settings: { namespace } }: Pick<Observed, "pools" | "virtualIPs" | "settings">,
    now: Instant,
  ): readonly IPAddressPool[] {
    const present = new Map(pools.map((pool) => [pool.metadata.name, pool]));
    for (const [name, pool] of this.#seen ?? poolsOf(virtualIPs, namespace)) {
      if (!present.has(name)) this.#departed.set(name, { pool: beingDeleted(pool, now), until: now + poolGraceMs });
    }
    this.#seen = present;
    for (const [name, { until }] of this.#departed) {
      if (present.has(name) || until <= now) this.#departed.delete(name);
    }
    if (this.#departed.size === 0) return [];
    const taken = rangesOf(pools);
    return [...this.#departed.values()].map(({ pool }) => pool).filter((pool) => !overlaps(pool, taken));
  }

  /** When the first of these pools is forgotten; `Infinity` if there is none. */
  get changesAt(): Instant {
    return [...this.#departed.values()].reduce((first, { until }) => Math.min(first, until), Infinity);
  }
}

/** The pools that VirtualIPs name, with only the addresses in use and without labels, since nothing else is known. */
function poolsOf(virtualIPs: readonly VirtualIP[], namespace: string): ReadonlyMap<string, IPAddressPool> {
  const used = virtualIPs.filter(({ spec }) => listOf(spec.services).length > 0);
  return new Map([...Map.groupBy(used, ({ spec }) => spec.pool)].map(([name, named]) => [name, {
    apiVersion: "metallb.io/v1beta1",
    kind: "IPAddressPool",
    metadata: { name, namespace },
    spec: { addresses: named.map(({ spec: { address } }) => `${address}-${address}`) },
  }]));
}

function beingDeleted(pool: IPAddressPool, now: Instant): IPAddressPool {
  return {
    ...pool,
    metadata: { ...pool.metadata, deletionTimestamp: pool.metadata.deletionTimestamp ?? toTimestamp(now) },
  };
}

function rangesOf(pools: readonly IPAddressPool[]): RangeIndex<string> {
  const taken = new RangeIndex<string>();
  const [namespace = ""] = pools.map(({ metadata }) => metadata.namespace ?? "");
  for (const pool of readPools(pools, namespace).valid) for (const range of pool.ranges) taken.add(range, pool.name);
  return taken;
}

function overlaps({ spec }: IPAddressPool, taken: RangeIndex<string>): boolean {
  return spec.addresses.some((entry) => {
    const range = parseRange(entry);
    return typeof range !== "string" && taken.overlapping(range) !== undefined;
  });
}
