/**
 * Pools: how full they are, and how soon they will be.
 *
 * @module
 */

import type { IPAddressPool } from "../crds.ts";
import type { Desired } from "../desired.ts";
import type { Fault } from "../fault.ts";
import type { PoolRow, PoolUsage } from "./page_state.ts";
import { listOf } from "../shape.ts";

/** In the order of the objects. */
export function poolRows({ pools, faults }: Pick<Desired, "pools" | "faults">): PoolRow[] {
  const errors = Map.groupBy(
    faults.filter(({ severity, object }) => severity === "error" && object.kind === "IPAddressPool"),
    ({ object: { namespace, name } }) => `${namespace}/${name}`,
  );
  return pools.map((pool) => {
    const { name, namespace } = pool.metadata;
    const wrong = errors.get(`${namespace}/${name}`);
    return {
      key: `${namespace}/${name}`,
      name,
      ranges: listOf(pool.spec?.addresses).map(String),
      ...(wrong !== undefined && { invalid: wrong.map(faultText).join("; ") }),
      usage: usageOf(pool),
    };
  });
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
