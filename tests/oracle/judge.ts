/**
 * The conditions for a world in which the controller has nothing left to do, and for the change from the earlier world.
 */

import {
  admits,
  familiesOpen,
  givers,
  holdersIn,
  isBetter,
  isForeign,
  isOpen,
  mayShare,
  poolOf,
  rankOf,
  suffices,
} from "./rules.ts";
import { addressesOf, edges, familyOf, isServed, keyOf, needOf, type Service, type World } from "./world.ts";

export interface Judged {
  /** The world before the edits; the controller had nothing left to do. */
  readonly before: World;
  /** The world after the edits; the statuses are as the edits left them. */
  readonly edited: World;
  /** The world after the controller has nothing left to do again. */
  readonly after: World;
  /** Keys of Services that are new or whose own fields were edited. */
  readonly touched: ReadonlySet<string>;
  /** The counters in the pools' statuses. */
  readonly counters: ReadonlyMap<string, { readonly assigned: number; readonly available: number }>;
}

/** The faults; empty if there are none. */
export function judge(judged: Judged): readonly string[] {
  return [
    ...illegal(judged),
    ...incomplete(judged),
    ...unstable(judged),
    ...outOfRank(judged),
    ...outOfTurn(judged),
    ...miscounted(judged),
  ];
}

function illegal({ after, before, edited }: Judged): readonly string[] {
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

function incomplete({ after }: Judged): readonly string[] {
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

function unstable({ before, after, touched }: Judged): readonly string[] {
  return before.services.filter(isServed).flatMap((earlier) => {
    const key = keyOf(earlier);
    const service = after.services.find((each) => keyOf(each) === key);
    if (service === undefined || !isServed(service) || earlier.status.length === 0 || isForeign(earlier, before)) {
      return [];
    }
    const { families, all } = needOf(service);
    const stays = earlier.status.every((address) => {
      const pool = poolOf(address, after);
      return pool !== undefined && admits(pool, service) && families.includes(familyOf(address));
    });
    if (!stays || (all && earlier.status.length < families.length)) return [];
    if (service.askedPool !== undefined && poolOf(earlier.status[0] ?? "", after)?.name !== service.askedPool) {
      return [];
    }
    if (service.askedAddress !== undefined && !earlier.status.includes(service.askedAddress)) return [];
    if (touched.has(key) && isContested(service, earlier.status, { before, after })) return [];
    const kept = service.status.filter((address) => earlier.status.includes(address));
    return kept.join() === earlier.status.join() ? [] : [`${key} had ${earlier.status} and has ${service.status}`];
  });
}

/** True if the Service may have lost the addresses to a Service that had one of them before, or has one now. */
function isContested(
  service: Service,
  addresses: readonly string[],
  { before, after }: Pick<Judged, "before" | "after">,
): boolean {
  return before.services.filter((each) => isServed(each) && each.status.some((address) => addresses.includes(address)))
    .map((each) => after.services.find((other) => keyOf(other) === keyOf(each)))
    .some((other) => other !== undefined && other !== service && isServed(other) && !mayShare(other, service)) ||
    after.services.some((other) =>
      other !== service && isServed(other) && other.status.some((address) => addresses.includes(address)) &&
      !mayShare(other, service)
    );
}

/**
 * A Service that had no address must get one from the best of the pools that had room before and still have room. If
 * the Service could share an address, it must not get an address of its own.
 */
function outOfRank({ before, after, edited }: Judged): readonly string[] {
  const had = new Map([...heldIn(edited), ...heldIn(before)]);
  const [then, now] = [holdersIn(before), holdersIn(after)];
  return after.services.filter(isServed).flatMap((service) => {
    const key = keyOf(service);
    const { status, askedPool, askedAddress } = service;
    if (
      status.length === 0 || (had.get(key) ?? []).length > 0 || askedPool !== undefined || askedAddress !== undefined
    ) return [];
    const home = poolOf(status[0] ?? "", after);
    if (home === undefined) return [];
    const rank = rankOf(home, service, status.map(familyOf));
    const better = givers(service, after).find((pool) => {
      const wasOpen = before.pools.some(({ name }) => name === pool.name);
      const earlier = familiesOpen(pool, service, then);
      const open = familiesOpen(pool, service, now).filter((family) => earlier.includes(family));
      return wasOpen && suffices(pool, service, now) && suffices(pool, service, then) &&
        isBetter(rankOf(pool, service, open), rank);
    });
    if (better !== undefined) return [`${key} got ${status} though ${better.name} comes before ${home.name}`];
    return couldHaveJoined(service, { before, after }) ? [`${key} got ${status} of its own and could have shared`] : [];
  });
}

/**
 * True if the Service could have shared an address instead of its own. Only addresses in pools of the same rank are
 * compared, and only if another Service had the address before and still has it.
 */
function couldHaveJoined(service: Service, { before, after }: Pick<Judged, "before" | "after">): boolean {
  const [then, now] = [holdersIn(before), holdersIn(after)];
  const [address = ""] = service.status;
  const home = poolOf(address, after);
  if (service.key === undefined || service.status.length !== 1 || home === undefined) return false;
  if ((now.get(address) ?? []).length > 1 || needOf(service).families.length > 1) return false;
  const peers = givers(service, after).filter((pool) =>
    rankOf(pool, service, []).join() === rankOf(home, service, []).join()
  );
  return peers.flatMap(addressesOf).some((each) =>
    each !== address && familyOf(each) === familyOf(address) &&
    (then.get(each) ?? []).length > 0 && (now.get(each) ?? []).length > 0 &&
    isOpen(each, service, then) && isOpen(each, service, now)
  );
}

/**
 * A free address goes first to a Service that asks for it, then to the oldest Service without an address. Finds each
 * Service that got an address before its turn.
 */
function outOfTurn({ before, edited, after }: Judged): readonly string[] {
  const taken = new Set([...holdersIn(before).keys(), ...holdersIn(edited).keys()]);
  const waiting = after.services.filter((each) => isServed(each) && !each.terminating && !isForeign(each, after));
  return after.services.filter(isServed).flatMap((service) =>
    service.status.filter((address) => !taken.has(address)).flatMap((address) => {
      const others = { ...after, services: after.services.filter((each) => each !== service) };
      return waiting.filter((each) => comesBefore(each, service, address) && couldHave(address, each, others))
        .map((each) => `${keyOf(service)} got ${address} before ${keyOf(each)}`);
    })
  );
}

function comesBefore(one: Service, other: Service, address: string): boolean {
  if (one === other || one.status.includes(address)) return false;
  if (one.askedAddress !== undefined) return one.askedAddress === address && other.askedAddress === undefined;
  return one.status.length === 0 && other.askedAddress === undefined && one.age < other.age;
}

/** True if this address would be enough for the Service, and the Service could get it. */
function couldHave(address: string, service: Service, world: World): boolean {
  const { families, all } = needOf(service);
  const home = poolOf(address, world);
  return families.includes(familyOf(address)) && (families.length === 1 || !all) && home !== undefined &&
    givers(service, world).includes(home) && isOpen(address, service, holdersIn(world));
}

function miscounted({ after, counters }: Judged): readonly string[] {
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

/** By Service: its addresses from Arpeggio's pools. */
function heldIn(world: World): ReadonlyMap<string, readonly string[]> {
  return new Map(
    world.services.filter(isServed).map((service) => [keyOf(service), isForeign(service, world) ? [] : service.status]),
  );
}
