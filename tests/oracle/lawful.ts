/** The conditions for one world: each Service has only allowed addresses and lacks none, and the counters are right. */

import type { Judged } from "./judged.ts";
import {
  admits,
  familiesOpen,
  givers,
  heldIn,
  holdersIn,
  isForeign,
  isOpen,
  mayShare,
  poolOf,
  suffices,
} from "./rules.ts";
import { addressesOf, edges, familyOf, isServed, keyOf, needOf, type Service, type World } from "./world.ts";

export function illegal({ after, before, edited }: Judged): readonly string[] {
  const holders = holdersIn(after);
  const had = heldIn(before);
  const found = heldIn(edited);
  return after.services.flatMap((service) => {
    const { status, proxy, traced } = service;
    const key = keyOf(service);
    if (!isServed(service)) return status.length > 0 || traced ? [`${key} is not served and shows traces`] : [];
    if (isForeign(service, after)) return [];
    const pools = status.map((address) => poolOf(address, after));
    // A Service that is new to Arpeggio may have its addresses from MetalLB.
    const stood = had.get(key) ?? found.get(key) ?? [];
    const fresh = status.filter((address) => !stood.includes(address));
    return [
      ...(pools.some((pool) => pool === undefined || !admits(pool, service))
        ? [`${key} has an address of no pool for it`]
        : []),
      ...(new Set(pools).size > 1 ? [`${key} has addresses of two pools`] : []),
      ...(new Set(status.map(familyOf)).size < status.length ? [`${key} has two addresses of a family`] : []),
      ...(status.some((address) => !needOf(service).families.includes(familyOf(address)))
        ? [`${key} has a wrong family`]
        : []),
      ...(proxy ? [`${key} has ipMode Proxy`] : []),
      ...(fresh.some((address) => edges.includes(address)) ? [`${key} was given the edge of a subnet`] : []),
      ...(fresh.length > 0 && service.terminating ? [`${key} is being deleted and was given an address`] : []),
      ...(fresh.some((address) => poolOf(address, after)?.dying)
        ? [`${key} was given an address of a dying pool`]
        : []),
      ...(fresh.some((address) => !mayGive(address, service, stood, after))
        ? [`${key} was given an address of a pool that gives only to those that ask`]
        : []),
      ...status.flatMap((address) =>
        (holders.get(address) ?? []).filter((other) => other !== service && !mayShare(other, service))
          .map((other) => `${key} and ${keyOf(other)} share ${address}`)
      ),
    ];
  });
}

/**
 * True if the address is from a pool that may give the Service a new address, or from the pool of an address that the
 * Service already had: a second address comes from the pool of the first, even if that pool gives only on request.
 */
function mayGive(address: string, service: Service, stood: readonly string[], after: World): boolean {
  const home = poolOf(address, after);
  return home !== undefined &&
    (givers(service, after).includes(home) || stood.some((each) => poolOf(each, after) === home));
}

export function incomplete({ after }: Judged): readonly string[] {
  const holders = holdersIn(after);
  return after.services.filter((each) => isServed(each) && !each.terminating).flatMap((service) => {
    const { status, askedAddress, askedPool } = service;
    const key = keyOf(service);
    const { families } = needOf(service);
    if (askedAddress !== undefined) {
      const home = poolOf(askedAddress, after);
      const fits = families.includes(familyOf(askedAddress)) && (families.length === 1 || !needOf(service).all);
      const isPossible = fits && home !== undefined && givers(service, after).includes(home) &&
        isOpen(askedAddress, service, holders);
      return isPossible && !status.includes(askedAddress)
        ? [`${key} could have ${askedAddress}, which it asks for`]
        : [];
    }
    const able = givers(service, after).filter((pool) => suffices(pool, service, holders));
    if (status.length === 0) return able.length > 0 ? [`${key} has no address though ${able[0]?.name} has one`] : [];
    const [first = ""] = status;
    const home = poolOf(first, after);
    if (askedPool !== undefined && home?.name !== askedPool) {
      return able.length > 0 ? [`${key} could move to ${askedPool}, which it asks for`] : [];
    }
    const lacks = families.filter((family) => !status.some((address) => familyOf(address) === family));
    const canAdd = home !== undefined && !home.dying && admits(home, service) &&
      lacks.some((family) => familiesOpen(home, service, holders).includes(family));
    return canAdd ? [`${key} could have a second address`] : [];
  });
}

export function miscounted({ after, counters }: Judged): readonly string[] {
  const holders = holdersIn(after);
  return after.pools.flatMap((pool) => {
    const own = addressesOf(pool);
    const assigned = own.filter((address) => holders.has(address));
    const withheld = own.filter((address) => edges.includes(address) && !holders.has(address));
    const available = pool.dying ? 0 : own.length - assigned.length - withheld.length;
    const said = counters.get(pool.name);
    return said?.assigned === assigned.length && said.available === available
      ? []
      : [`${pool.name} counts ${JSON.stringify(said)}, not ${assigned.length} and ${available}`];
  });
}
