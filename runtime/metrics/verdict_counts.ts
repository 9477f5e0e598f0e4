/**
 * Counts the decisions of a pass, for metrics. Pure.
 *
 * @module
 */

import { conditionOf } from "../../functions/model/conditions.ts";
import type { VirtualIP } from "../../functions/model/crds.ts";
import { withoutStandby } from "../../functions/model/election/without_standby.ts";
import type { Desired } from "../../functions/model/reporting/desired.ts";
import { keyOf } from "../../functions/model/kubernetes.ts";
import { conditionAnnounced } from "../../functions/model/names.ts";

/** The numbers of a pool: Services with an address from it, its addresses in use, and all its addresses. */
export interface PoolNumbers {
  readonly pool: string;
  readonly services: number;
  readonly inUse: { readonly IPv4: number; readonly IPv6: number };
  readonly total: { readonly IPv4: number; readonly IPv6: number };
}

export interface VerdictCounts {
  readonly pools: readonly PoolNumbers[];
  /** Services by the reason of their condition. */
  readonly allocated: ReadonlyMap<string, number>;
  readonly announced: ReadonlyMap<string, number>;
  /** Addresses that only one node may announce. */
  readonly withoutStandby: number;
  readonly faults: { readonly error: number; readonly warning: number };
}

/** @param nodes the number of Node objects */
export function verdictCounts(desired: Desired, nodes: number): VerdictCounts {
  const services = countBy(desired.allocations.flatMap(({ pool }) => pool ?? []));
  return {
    pools: desired.pools.map(({ metadata: { name }, status }) => {
      const { assignedIPv4 = 0, assignedIPv6 = 0, availableIPv4 = 0, availableIPv6 = 0 } = status ?? {};
      return {
        pool: name,
        services: services.get(name) ?? 0,
        inUse: { IPv4: assignedIPv4, IPv6: assignedIPv6 },
        total: { IPv4: assignedIPv4 + availableIPv4, IPv6: assignedIPv6 + availableIPv6 },
      };
    }),
    allocated: countBy(desired.allocations.map(({ verdict }) => verdict.reason)),
    announced: countBy(
      desired.services.flatMap(({ status }) => conditionOf(status?.conditions, conditionAnnounced)?.reason ?? []),
    ),
    withoutStandby: withoutStandby(desired, nodes).length,
    faults: {
      error: desired.faults.filter(({ severity }) => severity === "error").length,
      warning: desired.faults.filter(({ severity }) => severity === "warning").length,
    },
  };
}

/** The number of addresses that got another owner, or that no longer have an owner. */
export function countMoves(before: readonly VirtualIP[], after: readonly VirtualIP[]): number {
  const same = new Set(before);
  const changed = after.filter((each) => !same.has(each));
  if (changed.length === 0) return 0;
  const owners = new Map(before.map((each) => [keyOf(each), ownerOf(each)]));
  return changed.filter((each) => {
    const owner = owners.get(keyOf(each));
    return owner !== undefined && owner !== ownerOf(each);
  }).length;
}

function ownerOf({ spec }: VirtualIP): string | undefined {
  return spec.l2?.order[0]?.node;
}

function countBy(names: readonly string[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1);
  return counts;
}
