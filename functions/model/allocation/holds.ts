/**
 * Which Service holds which address, as the VirtualIPs record it. Only the controller writes the specs of VirtualIPs.
 * So the holds stay right if another actor clears, forges or reorders a Service's status.
 *
 * Why: docs/adr/0027-the-hold-is-in-the-virtual-ip.md
 *
 * @module
 */

import { type Address, parseAddress } from "../addresses/address.ts";
import { append } from "../append.ts";
import type { VirtualIP } from "../crds.ts";
import { toInstant } from "../instant.ts";
import { type Instant, keyOf, type ObjectKey, type Service } from "../kubernetes.ts";
import { compare } from "../order.ts";
import { isRecord, mapsOf } from "../shape.ts";
import { currentAddresses } from "./current_addresses.ts";
import { isSameSharing, type Sharing } from "./sharing.ts";
import { isWellNamed, namesService } from "../addresses/unused_virtual_ips.ts";

export interface Hold {
  readonly address: Address;
  /** Since when a node has announced the address; `Infinity`: no node has reported that yet. */
  readonly since: Instant;
  /** The place of the address in the Service's status, from 1. */
  readonly place: number;
  /** The Service's sharing terms when it got the address; undefined: the VirtualIP records none. */
  readonly sharing: Holder["sharing"];
  /** True if the API server has the VirtualIP, false while its write is under way. */
  readonly isWritten: boolean;
}

type Holder = VirtualIP["spec"]["services"][number];

/**
 * The holds of all Services. Nearly every Service has all its holds in its status, so they can be found by address. To
 * save time, only the holds of the other Services are stored by key.
 */
export class Holds {
  /** By canonical text of the address. */
  readonly #virtualIPs: ReadonlyMap<string, VirtualIP>;
  /**
   * All holds of a Service, by the Service's key. Only some Services have an entry: those whose status lacks an address
   * that they hold, and those that share such an address with them.
   */
  readonly #astray: ReadonlyMap<ObjectKey, readonly Hold[]>;

  /** The VirtualIPs that do not count: their names or addresses are not as the controller writes them. */
  readonly #unused: readonly VirtualIP[];

  constructor(virtualIPs: readonly VirtualIP[], services: readonly Service[]) {
    this.#virtualIPs = new Map(virtualIPs.filter(isWellNamed).map((each) => [each.spec.address, each]));
    this.#unused = this.#virtualIPs.size === virtualIPs.length ? [] : virtualIPs.filter((each) => !isWellNamed(each));
    this.#astray = this.#virtualIPs.size === 0 ? new Map() : holdsAstray(this.#virtualIPs, services);
  }

  /** True if the Service holds an address that is missing in its own status or in the status of a sharer. */
  isAstray(key: ObjectKey): boolean {
    return this.#astray.size > 0 && this.#astray.has(key);
  }

  /** All holds of the Service. */
  of(service: Service): readonly Hold[] {
    if (this.#virtualIPs.size === 0) return none;
    const astray = this.#astray.size === 0 ? undefined : this.#astray.get(keyOf(service));
    if (astray !== undefined) return astray;
    let holds = none;
    for (const address of currentAddresses(service)) {
      const hold = this.on(address, service);
      if (hold !== undefined) holds = append(holds, hold);
    }
    return holds;
  }

  /** The Service's hold on the address; undefined: the Service does not hold the address. */
  on(address: Address, service: Service): Hold | undefined {
    const virtualIP = this.#virtualIPs.get(address.text);
    const holder = virtualIP === undefined ? undefined : holderIn(virtualIP, service);
    return virtualIP === undefined || holder === undefined ? undefined : holdOf(address, holder, virtualIP);
  }

  /** True if the Service holds the address. */
  has({ text }: Address, service: Service): boolean {
    const virtualIP = this.#virtualIPs.get(text);
    return virtualIP !== undefined && holderIn(virtualIP, service) !== undefined;
  }

  /** True if the Service holds the address, or no VirtualIP has the address. */
  isOf({ text }: Address, service: Service): boolean {
    const virtualIP = this.#virtualIPs.get(text);
    return virtualIP === undefined || holderIn(virtualIP, service) !== undefined;
  }

  /** The VirtualIPs that name the Service for the address, but do not count. */
  unusedFor(text: string, service: ObjectKey): readonly VirtualIP[] {
    return this.#unused.filter((each) =>
      parseAddress(each.spec?.address)?.text === text && namesService(each, service)
    );
  }

  /** The Services that hold the address. */
  holdersOf({ text }: Address): readonly ObjectKey[] {
    return mapsOf(this.#virtualIPs.get(text)?.spec.services).map(holderKey);
  }
}

/** True if the Service's sharing terms have changed since it got the address. */
export function isEdited({ sharing: before }: Hold, now: Sharing | undefined): boolean {
  return isRecord(before) && (now === undefined || !isSameSharing(before, now));
}

const none: readonly Hold[] = [];

function holdsAstray(
  virtualIPs: ReadonlyMap<string, VirtualIP>,
  services: readonly Service[],
): ReadonlyMap<ObjectKey, readonly Hold[]> {
  const seen = new Map<VirtualIP, number>();
  for (const service of services) {
    for (const virtualIP of namedBy(service, virtualIPs)) {
      if (holderIn(virtualIP, service) !== undefined) seen.set(virtualIP, (seen.get(virtualIP) ?? 0) + 1);
    }
  }
  const astray = new Map<ObjectKey, readonly Hold[]>();
  for (const virtualIP of virtualIPs.values()) {
    const holders = mapsOf(virtualIP.spec.services);
    if ((seen.get(virtualIP) ?? 0) < holders.length) { for (const each of holders) astray.set(holderKey(each), none); }
  }
  if (astray.size === 0) return astray;
  for (const [text, virtualIP] of virtualIPs) {
    for (const holder of mapsOf(virtualIP.spec.services)) {
      const holds = astray.get(holderKey(holder));
      const address = holds === undefined ? undefined : parseAddress(text);
      if (holds === undefined || address === undefined) continue;
      astray.set(holderKey(holder), [...holds, holdOf(address, holder, virtualIP)]);
    }
  }
  for (const [key, holds] of astray) if (holds.length > 1) astray.set(key, holds.toSorted(byPlace));
  return astray;
}

/** The VirtualIPs of the addresses in the Service's status, each once, even if another actor wrote an address twice. */
function namedBy(service: Service, virtualIPs: ReadonlyMap<string, VirtualIP>): Iterable<VirtualIP> {
  const named = mapsOf(service.status?.loadBalancer?.ingress)
    .map(({ ip }) => virtualIPs.get(ip ?? "") ?? virtualIPs.get(parseAddress(ip)?.text ?? ""))
    .filter((virtualIP) => virtualIP !== undefined);
  return named.length < 2 ? named : new Set(named);
}

/** Sorts by place, then by address, so that the order of the observed VirtualIPs does not matter. */
function byPlace(one: Hold, other: Hold): number {
  return one.place - other.place || compare(one.address.text, other.address.text);
}

function holderIn({ spec }: VirtualIP, { metadata: { namespace = "", name } }: Service): Holder | undefined {
  const holders = mapsOf(spec.services);
  return holders.find((each) => each.name === name && each.namespace === namespace);
}

function holdOf(address: Address, { place = 1, sharing }: Holder, { metadata, status }: VirtualIP): Hold {
  const since = toInstant(status?.since) ?? Infinity;
  return { address, since, place, sharing, isWritten: metadata.resourceVersion !== undefined };
}

function holderKey({ namespace, name }: Holder): ObjectKey {
  return namespace === "" ? name : `${namespace}/${name}`;
}
