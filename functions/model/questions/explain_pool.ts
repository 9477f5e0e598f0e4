/**
 * Explains a pool: whether it gives addresses, which Services have addresses of it, and which advertisements announce
 * them.
 *
 * @module
 */

import { isIPv6 } from "../addresses/address.ts";
import type { IPAddressPool } from "../crds.ts";
import { selectsPool } from "../advertisements/l2_advertisement.ts";
import type { Observed } from "../observed.ts";
import { countsIn } from "../pools/namespace_flaws.ts";
import type { Pool } from "../pools/pool.ts";
import { countPools } from "../reporting/pool_counters.ts";
import { listOf } from "../shape.ts";
import { advertises, isForOtherPools } from "./advertisement_messages.ts";
import type { AdvertisementStanding, NextStep, PoolExplanation, PoolUse, Unknown } from "./explanation.ts";
import type { Inquiry } from "./inquiry.ts";
import { misplacedFor } from "../advertisements/misplaced_advertisements.ts";
import { misplacedIn, moveStep } from "../pools/misplaced.ts";
import { applyObject } from "./kubectl.ts";
import { poolElsewhere } from "./pool_messages.ts";
import { addAdvertisement, growPool, repairPool } from "./step_messages.ts";
import { noSuchPool, poolInvalid, poolUse } from "./subject_messages.ts";

export function explainPool(name: string, inquiry: Inquiry): PoolExplanation | Unknown {
  const { observed, decision, checked } = inquiry;
  const { namespace } = observed.settings;
  const named = observed.pools.filter(({ metadata }) => metadata.name === name);
  const object = named.find((each) => countsIn(namespace, each)) ?? named[0];
  if (object === undefined) return { about: "nothing", message: noSuchPool(name) };
  const pool = checked.pools.find((each) => each.name === name);
  const faults = checked.faults.filter(({ object: { kind, name: faulty, namespace: where } }) =>
    kind === "IPAddressPool" && faulty === name && where === object.metadata.namespace
  );
  const advertisements = pool === undefined ? [] : standingsOf(pool, inquiry);
  const isAdvertised = advertisements.some(({ standing }) => standing === "counts");
  const usage = usageOf(object, pool, inquiry);
  const base = {
    about: "pool",
    name,
    ranges: listOf(object.spec?.addresses).map(String),
    usage,
    services: decision.allocations.filter((each) => each.pool === name && each.addresses.length > 0)
      .map(({ service, addresses }) => ({ service, addresses })),
    advertisements,
    faults,
  } as const;
  if (!countsIn(namespace, object)) {
    const nextSteps = [{ text: moveStep(misplacedIn(namespace, [object])) }];
    return { ...base, isFine: false, state: "invalid", summary: `it ${poolElsewhere(namespace)}`, nextSteps };
  }
  if (pool === undefined) {
    const steps = faults.filter(({ severity }) => severity === "error").map((fault) => ({
      text: repairPool(name, fault),
    }));
    return { ...base, isFine: false, state: "invalid", summary: poolInvalid, nextSteps: steps };
  }
  const isFull = usage.some(({ available }) => available === 0);
  return {
    ...base,
    isFine: isAdvertised && !isFull,
    state: isFull ? "full" : "valid",
    summary: poolUse(usage, pool),
    nextSteps: [
      ...isFull ? [{ text: growPool([name]) }] : [],
      ...isAdvertised ? [] : [advertise(name, observed)],
    ],
  };
}

/** The numbers of addresses in use and free, for each family of the pool. */
function usageOf(object: IPAddressPool, pool: Pool | undefined, { decision }: Inquiry): readonly PoolUse[] {
  const { name } = object.metadata;
  const counts = countPools(pool === undefined ? [] : [pool], decision).get(name);
  if (counts === undefined) return [];
  const families = new Set(pool?.ranges.map(({ family }) => family));
  for (const { addresses } of decision.allocations.filter((each) => each.pool === name)) {
    for (const address of addresses) families.add(isIPv6(address) ? "IPv6" : "IPv4");
  }
  const all: readonly PoolUse[] = [
    { family: "IPv4", assigned: counts.assignedIPv4, available: counts.availableIPv4 },
    { family: "IPv6", assigned: counts.assignedIPv6, available: counts.availableIPv6 },
  ];
  return all.filter(({ family }) => families.has(family));
}

function standingsOf(
  pool: Pool,
  { checked: { l2Advertisements, bgp } }: Inquiry,
): readonly AdvertisementStanding[] {
  const all = [
    ...l2Advertisements.map((each) => ({ kind: "L2Advertisement", each })),
    ...bgp.advertisements.map((each) => ({ kind: "BGPAdvertisement", each })),
  ];
  return all.map(({ kind, each }): AdvertisementStanding =>
    selectsPool(each, pool)
      ? { kind, name: each.name, standing: "counts", message: advertises(each, pool.name) }
      : { kind, name: each.name, standing: "other pools", message: isForOtherPools(each) }
  );
}

function advertise(pool: string, observed: Observed): NextStep {
  const misplaced = misplacedFor(pool, observed);
  if (misplaced.length > 0) return { text: moveStep(misplaced) };
  const { namespace } = observed.settings;
  return {
    text: addAdvertisement(pool),
    command: applyObject({
      apiVersion: "metallb.io/v1beta1",
      kind: "L2Advertisement",
      metadata: { name: pool, namespace },
      spec: { ipAddressPools: [pool] },
    }),
  };
}
