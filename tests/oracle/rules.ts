/** The rules of allocation in their simplest form, which tries every address. */

import {
  addressesOf,
  edges,
  familyOf,
  isServed,
  keyOf,
  needOf,
  type Pool,
  rangeOf,
  type Service,
  type World,
} from "./world.ts";

export type Holders = ReadonlyMap<string, readonly Service[]>;

export function holdersIn({ services }: World): Holders {
  const holders = new Map<string, Service[]>();
  for (const service of services.filter(isServed)) {
    for (const address of service.status) holders.set(address, [...holders.get(address) ?? [], service]);
  }
  return holders;
}

export function poolOf(address: string, { pools }: World): Pool | undefined {
  return pools.find((pool) => addressesOf(pool).includes(address));
}

export function admits({ reserved }: Pool, { namespace, app }: Service): boolean {
  if (reserved === undefined) return true;
  return (reserved.namespaces.length === 0 || reserved.namespaces.includes(namespace)) &&
    (reserved.app === undefined || reserved.app === app);
}

export function mayShare(one: Service, other: Service): boolean {
  if (one.key === undefined || one.key !== other.key) return false;
  if (one.ports.some((port) => other.ports.includes(port))) return false;
  if (one.local === undefined && other.local === undefined) return true;
  return one.local === other.local && one.local !== "" && one.namespace === other.namespace;
}

/** True if the Service could get the address in addition to its present holders. */
export function isOpen(address: string, service: Service, holders: Holders): boolean {
  return !edges.includes(address) &&
    (holders.get(address) ?? []).every((other) => keyOf(other) === keyOf(service) || mayShare(other, service));
}

/** The pools that may give the Service a new address. */
export function givers(service: Service, { pools }: World): readonly Pool[] {
  const { askedPool, askedAddress } = service;
  return pools.filter((pool) =>
    !pool.dying && admits(pool, service) && (askedPool === undefined || askedPool === pool.name) &&
    (pool.autoAssign || askedPool !== undefined || askedAddress !== undefined)
  );
}

/** The families of which the pool could give the Service an address now. */
export function familiesOpen(pool: Pool, service: Service, holders: Holders): readonly string[] {
  const open = addressesOf(pool).filter((address) => isOpen(address, service, holders));
  return needOf(service).families.filter((family) => open.some((address) => familyOf(address) === family));
}

/**
 * True if the Service's addresses belong to another load balancer, so they stay: they are in no pool, the Service asks
 * for no pool or address and is not being deleted, and no pool may give it an address.
 */
export function isForeign(service: Service, world: World): boolean {
  const { status, askedPool, askedAddress, terminating } = service;
  const isOfNoPool = (address: string): boolean => !world.pools.some((pool) => rangeOf(pool).includes(address));
  return status.length > 0 && status.every(isOfNoPool) && !terminating &&
    askedPool === undefined && askedAddress === undefined && givers(service, world).length === 0;
}

/** True if the pool could give all addresses that the Service needs. */
export function suffices(pool: Pool, service: Service, holders: Holders): boolean {
  const { families, all } = needOf(service);
  const open = familiesOpen(pool, service, holders).length;
  return all ? open === families.length : open > 0;
}

/**
 * The rank of a pool for a Service: the lowest is best. First, reserved pools come before other pools. Next, pools that
 * give both families come before pools that give only the first family, and pools that give only the second come last.
 * Then the priority decides.
 */
export function rankOf(pool: Pool, service: Service, given: readonly string[]): readonly [number, number, number] {
  const priority = pool.reserved === undefined ? Infinity : pool.reserved.priority || Infinity;
  const lacking = needOf(service).families.map((family, place) => given.includes(family) ? 0 : 2 - place);
  return [pool.reserved === undefined ? 1 : 0, lacking.reduce((sum, each) => sum + each, 0), priority];
}

export function isBetter(one: readonly number[], other: readonly number[]): boolean {
  for (const [index, value] of one.entries()) {
    const against = other[index] ?? 0;
    if (value !== against) return value < against;
  }
  return false;
}

/** By Service: its addresses from Arpeggio's pools. */
export function heldIn(world: World): ReadonlyMap<string, readonly string[]> {
  return new Map(
    world.services.filter(isServed).map((service) => [keyOf(service), isForeign(service, world) ? [] : service.status]),
  );
}
