/** The conditions for the choice: the best pool for each Service, and the first Service for each free address. */

import type { Judged } from "./judged.ts";
import {
  familiesOpen,
  givers,
  heldIn,
  holdersIn,
  isBetter,
  isForeign,
  isOpen,
  poolOf,
  rankOf,
  suffices,
} from "./rules.ts";
import { addressesOf, familyOf, isServed, keyOf, needOf, type Service, type World } from "./world.ts";

/**
 * A Service that had no address must get one from the best of the pools that had room before and still have room. If
 * the Service could share an address, it must not get an address of its own.
 */
export function outOfRank({ before, after, edited }: Judged): readonly string[] {
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
 * True if the Service could have shared an address instead of its own. Only addresses in pools of the same rank count,
 * and only if they were in use before and still are.
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
export function outOfTurn({ before, edited, after }: Judged): readonly string[] {
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
