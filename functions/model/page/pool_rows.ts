/**
 * Pools: how full they are, and how soon they will be.
 *
 * @module
 */

import type { IPAddressPool } from "../crds.ts";
import type { Desired } from "../desired.ts";
import type { Fault } from "../fault.ts";
import type { Election } from "../election/election.ts";
import { familyOf } from "../addresses/address.ts";
import { toInstant } from "../instant.ts";
import type { Instant } from "../kubernetes.ts";
import type { PoolRow, PoolTrend, PoolUsage } from "./page_state.ts";
import { poolTrend, type UsageSample } from "./pool_trend.ts";
import { listOf } from "../shape.ts";

/** In the order of the objects. */
export function poolRows(
  { pools, faults, elections }: Pick<Desired, "pools" | "faults" | "elections">,
  samples: UsageSamples,
  now: Instant,
): PoolRow[] {
  const ages = agesOf(elections);
  const errors = Map.groupBy(
    faults.filter(({ severity, object }) => severity === "error" && object.kind === "IPAddressPool"),
    ({ object: { namespace, name } }) => `${namespace}/${name}`,
  );
  return pools.map((pool) => {
    const { name, namespace } = pool.metadata;
    const key = `${namespace}/${name}`;
    const wrong = errors.get(key);
    const usage = usageOf(pool);
    const trend = usage.map((each) => {
      const what = `${name} ${each.family}`;
      return poolTrend(each, { samples: samples.get(what) ?? [], ages: ages.get(what) ?? [] }, now);
    }).reduce(soonest, undefined);
    return {
      key,
      name,
      ranges: listOf(pool.spec?.addresses).map(String),
      ...(wrong !== undefined && { invalid: wrong.map(faultText).join("; ") }),
      usage,
      ...(trend !== undefined && { trend }),
    };
  });
}

/** By name of the pool and family: `first-pool IPv4`. */
export type UsageSamples = ReadonlyMap<string, readonly UsageSample[]>;

/** What is in use now, to be kept as a sample. */
export function usageNow(pools: readonly IPAddressPool[]): ReadonlyMap<string, number> {
  return new Map(
    pools.flatMap((pool) =>
      usageOf(pool).map(({ family, assigned }) => [`${pool.metadata.name} ${family}`, assigned] as const)
    ),
  );
}

/** Since when each address has been needed: since the first of its Services. */
function agesOf(elections: readonly Election[]): ReadonlyMap<string, readonly Instant[]> {
  const byPool = Map.groupBy(elections, ({ pool, address }) => `${pool} ${familyOf(address)}`);
  return new Map([...byPool].map(([pool, some]) => [
    pool,
    some.map(({ claimants }) =>
      claimants.reduce(
        (first, { service }) => Math.min(first, toInstant(service.metadata.creationTimestamp) ?? Infinity),
        Infinity,
      )
    ),
  ]));
}

function soonest(one: PoolTrend | undefined, other: PoolTrend | undefined): PoolTrend | undefined {
  if (one === undefined || other === undefined) return one ?? other;
  return one.daysUntilFull <= other.daysUntilFull ? one : other;
}

function faultText({ field, message }: Fault): string {
  return `${field}: ${message}`;
}

/** Just the families that it has. */
function usageOf({ status }: IPAddressPool): readonly PoolUsage[] {
  if (status === undefined) return [];
  const usage: readonly PoolUsage[] = [
    { family: "IPv4", assigned: status.assignedIPv4, available: status.availableIPv4 },
    { family: "IPv6", assigned: status.assignedIPv6, available: status.availableIPv6 },
  ];
  return usage.filter(({ assigned, available }) => assigned + available > 0);
}
