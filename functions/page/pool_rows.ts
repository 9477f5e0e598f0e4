/**
 * Rows for pools: how many addresses are in use, and how soon none will be free.
 *
 * @module
 */

import type { IPAddressPool } from "../model/crds.ts";
import type { Desired } from "../model/reporting/desired.ts";
import type { Fault } from "../model/fault.ts";
import type { Election } from "../model/election/election.ts";
import { familyOf } from "../model/addresses/address.ts";
import { toInstant } from "../model/instant.ts";
import type { Instant } from "../model/kubernetes.ts";
import type { PoolRow, PoolTrend, PoolUsage } from "./page_state.ts";
import { poolTrend, type UsageSample } from "./pool_trend.ts";
import { listOf } from "../model/shape.ts";

/** The rows, in the order of the objects. */
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

/** By pool and family, e.g. `first-pool IPv4`. */
export type UsageSamples = ReadonlyMap<string, readonly UsageSample[]>;

/** By pool and family: how many addresses are in use now. The caller stores these numbers as a sample. */
export function usageNow(pools: readonly IPAddressPool[]): ReadonlyMap<string, number> {
  return new Map(
    pools.flatMap((pool) =>
      usageOf(pool).map(({ family, assigned }) => [`${pool.metadata.name} ${family}`, assigned] as const)
    ),
  );
}

/**
 * By pool and family: for each address, the creation time of its oldest Service. The address counts as in use since
 * then.
 */
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

/** The numbers of addresses in use and free, for each family that has any. */
function usageOf({ status }: IPAddressPool): readonly PoolUsage[] {
  if (status === undefined) return [];
  const usage: readonly PoolUsage[] = [
    { family: "IPv4", assigned: status.assignedIPv4, available: status.availableIPv4 },
    { family: "IPv6", assigned: status.assignedIPv6, available: status.availableIPv6 },
  ];
  return usage.filter(({ assigned, available }) => assigned + available > 0);
}
