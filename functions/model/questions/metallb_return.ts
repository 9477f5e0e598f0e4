/**
 * A return to MetalLB: finds the Services whose addresses MetalLB 0.15 would change if it started with the same
 * objects. For each Service, MetalLB goes through a list of checks. If a check fails, MetalLB releases the addresses,
 * and then searches for others (`convergeBalancer` in its controller).
 *
 * @module
 */

import { familyOf } from "../addresses/address.ts";
import type { Allocation } from "../allocation/allocation.ts";
import { readRequest } from "../allocation/request.ts";
import { serviceAllocations } from "../allocation/service_allocations.ts";
import type { IPFamily, ObjectKey, Service } from "../kubernetes.ts";
import type { Observed } from "../observed.ts";
import { hasFamily, type Pool } from "../pools/pool.ts";
import type { Desired } from "../reporting/desired.ts";
import { listOf } from "../shape.ts";
import * as say from "./metallb_messages.ts";

export interface MetalLBChange {
  readonly service: ObjectKey;
  /** The Service's addresses; or the addresses and hostnames in its status that another load balancer gave. */
  readonly addresses: readonly string[];
  readonly why: string;
}

/** The changes, by key of the Service. Services that keep their addresses are left out. */
export function metallbChanges(
  observed: Pick<Observed, "services">,
  { allocations }: Pick<Desired, "allocations">,
  pools: readonly Pool[],
): readonly MetalLBChange[] {
  const byName = new Map(pools.map((pool) => [pool.name, pool]));
  const pairs = serviceAllocations(observed.services, allocations);
  const takers = pairs.flatMap((pair) => takerOf(pair, byName));
  return pairs.flatMap(({ service, allocation }): readonly MetalLBChange[] => {
    const { addresses, foreign } = allocation;
    if (foreign !== undefined) return [{ service: allocation.service, addresses: foreign, why: say.ofAnother }];
    if (addresses.length === 0) return [];
    const why = lossOf(service, allocation, byName) ?? theftFrom(allocation, takers);
    return why === undefined ? [] : [{ service: allocation.service, addresses, why }];
  });
}

/**
 * Why MetalLB would release the addresses; undefined: MetalLB would keep them. The function repeats only the checks of
 * MetalLB that Arpeggio does not make itself.
 */
function lossOf(service: Service, allocation: Allocation, pools: ReadonlyMap<string, Pool>): string | undefined {
  const { addresses, pool = "" } = allocation;
  const { ipFamilyPolicy } = service.spec;
  const families = clusterFamilies(service);
  if (ipFamilyPolicy === "RequireDualStack" && families.length < 2) return say.oneClusterAddress;
  if (families.length > addresses.length && ipFamilyPolicy !== "PreferDualStack") return say.familiesLacking;
  if (!pools.has(pool)) return say.poolInvalid(pool);
  const request = readRequest(service);
  if (request.pool !== undefined && request.pool !== pool) return say.otherPool(request.pool, pool);
  const asked = request.addresses.map(({ text }) => text);
  if (request.refusal !== undefined || asked.length === 0) return oscillation(service, allocation, pools);
  if (asked.length < families.length && addresses.length > asked.length) return say.companion(asked);
  if (asked.some((address) => !addresses.includes(address))) return say.otherAddress(asked);
  const sorted = asked.toSorted();
  return addresses.length === 2 && addresses.join() !== sorted.join() ? say.turnedRound(sorted) : undefined;
}

/**
 * Why MetalLB would never come to rest: it gives the Service a second address, releases both because of that, and
 * begins again.
 */
function oscillation(
  service: Service,
  { pool = "", addresses }: Allocation,
  pools: ReadonlyMap<string, Pool>,
): string | undefined {
  const home = pools.get(pool);
  if (service.spec.ipFamilyPolicy !== "PreferDualStack" || clusterFamilies(service).length !== 1) return undefined;
  const other = otherFamily(addresses);
  return home !== undefined && other !== undefined && hasFamily(home, other) ? say.oscillates(other) : undefined;
}

/** A Service for which MetalLB searches for a second address, perhaps before it knows which addresses are in use. */
interface Taker {
  readonly service: ObjectKey;
  readonly pool: string;
  readonly family: IPFamily;
}

function takerOf(
  { service, allocation }: { readonly service: Service; readonly allocation: Allocation },
  pools: ReadonlyMap<string, Pool>,
): readonly Taker[] {
  const { addresses, pool = "", service: key } = allocation;
  const home = pools.get(pool);
  const family = otherFamily(addresses);
  if (home === undefined || family === undefined || service.spec.ipFamilyPolicy !== "PreferDualStack") return [];
  return hasFamily(home, family) ? [{ service: key, pool, family }] : [];
}

function theftFrom({ service, addresses, pool }: Allocation, takers: readonly Taker[]): string | undefined {
  const families = addresses.map(familyOf);
  const taker = takers.find((each) => each.service !== service && each.pool === pool && families.includes(each.family));
  if (taker !== undefined) return say.mayBeTaken(taker.service, taker.family);
  const own = takers.find((each) => each.service === service);
  return own === undefined ? undefined : say.mayTake(own.family);
}

/** The family that the Service lacks, if it has exactly one address. */
function otherFamily(addresses: readonly string[]): IPFamily | undefined {
  const [address, second] = addresses;
  if (address === undefined || second !== undefined) return undefined;
  return familyOf(address) === "IPv4" ? "IPv6" : "IPv4";
}

function clusterFamilies({ spec }: Service): readonly IPFamily[] {
  const listed = listOf(spec.clusterIPs);
  const families = (listed.length > 0 ? listed : [spec.clusterIP]).map(familyOf);
  return [...new Set(families.filter((family) => family !== undefined))];
}
