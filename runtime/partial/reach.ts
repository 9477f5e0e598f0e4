/**
 * The reach of a change: the Services and addresses that must be decided together. Pure.
 *
 * @module
 */

import { parseAddress, virtualIPName } from "../../functions/model/addresses/address.ts";
import { currentAddresses } from "../../functions/model/allocation/current_addresses.ts";
import { sharingOf } from "../../functions/model/allocation/sharing.ts";
import type { VirtualIP } from "../../functions/model/crds.ts";
import type { ObjectKey } from "../../functions/model/kubernetes.ts";
import { holdersIn, type KnownWorld } from "./known_world.ts";
import type { SettledWorld } from "./settled_world.ts";

export class Reach {
  readonly services = new Set<ObjectKey>();
  /** The addresses in canonical text. */
  readonly addresses = new Set<string>();
  /** The names of the existing VirtualIPs in reach. */
  readonly virtualIPs = new Set<string>();
  readonly #known: KnownWorld;
  readonly #settled: SettledWorld;
  readonly #sharingKeys = new Set<string>();

  constructor(known: KnownWorld, settled: SettledWorld) {
    this.#known = known;
    this.#settled = settled;
  }

  /** Adds a Service, its addresses, and all Services that share an address or a sharing key with it. */
  addService(key: ObjectKey): void {
    if (this.services.has(key)) return;
    this.services.add(key);
    this.#addSharing(this.#settled.sharingKeyOf(key));
    for (const address of this.#settled.addressesOf(key)) this.addAddress(address);
    const service = this.#known.services.get(key);
    if (service === undefined) return;
    this.#addSharing(sharingOf(service)?.key);
    for (const { text } of currentAddresses(service)) this.addAddress(text);
  }

  addAddress(address: string): void {
    if (this.addresses.has(address)) return;
    this.addresses.add(address);
    for (const key of this.#settled.holdersOf(address)) this.addService(key);
    for (const name of new Set([address, virtualIPName(address)])) {
      const virtualIP = this.#known.virtualIPs.get(name);
      if (virtualIP !== undefined) this.addVirtualIP(virtualIP);
    }
  }

  /** @param virtualIP the current object, or the object before a change */
  addVirtualIP(virtualIP: VirtualIP): void {
    const { metadata: { name }, spec } = virtualIP;
    if (this.#known.virtualIPs.get(name) === virtualIP) {
      if (this.virtualIPs.has(name)) return;
      this.virtualIPs.add(name);
    }
    const address = parseAddress(spec?.address)?.text;
    if (address !== undefined) this.addAddress(address);
    for (const key of holdersIn(virtualIP)) this.addService(key);
  }

  #addSharing(key: string | undefined): void {
    if (key === undefined || this.#sharingKeys.has(key)) return;
    this.#sharingKeys.add(key);
    for (const sharer of this.#known.sharers(key)) this.addService(sharer);
  }
}
