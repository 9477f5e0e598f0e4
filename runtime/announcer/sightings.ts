/**
 * The last claims on the wire, in ARP or NDP, to the addresses for which this node has a duty. The claim may come from
 * a stranger or from another announcer, and that announcer may be the rightful holder. Claims in heartbeats are
 * recorded elsewhere.
 *
 * @module
 */

import { probeKey } from "../../functions/model/announcing/liveness/probe.ts";
import type { Duty } from "../../functions/model/announcing/duties/duty.ts";
import type { Sighting, Situation } from "../../functions/model/announcing/duties/situation.ts";
import type { KnownMacs } from "./known_macs.ts";

/** A frame on the wire claims this address. */
export interface AddressSighting extends Sighting {
  readonly address: string;
}

export interface Listener {
  readonly node: string;
  readonly duties: ReadonlyMap<string, Duty>;
  readonly knownMacs: Pick<KnownMacs, "present" | "leaver">;
}

export class Sightings {
  readonly #strangers = new Map<string, AddressSighting>();
  readonly #rivals = new Map<string, AddressSighting>();

  /** The last claims: of strangers by `probeKey`, of other announcers (rivals) by address. */
  get seen(): Pick<Situation, "strangers" | "rivals"> {
    return { strangers: this.#strangers, rivals: this.#rivals };
  }

  /** Notes a frame; true if a new decision about the address is needed. */
  note({ address, mac, link, at }: AddressSighting, { node, duties, knownMacs }: Listener): boolean {
    const duty = duties.get(address);
    const by = knownMacs.present.get(mac);
    if (duty === undefined || duty.role === "putAside" || duty.role === "mute" || by === node) return false;
    if (by === undefined && duty.role === "waiting") return false;
    if (by !== undefined) this.#rivals.set(address, { address, mac, link, at });
    else {
      const left = knownMacs.leaver(mac, at);
      const sighting = { address, mac, link, at, ...(left !== undefined && { node: left }) };
      this.#strangers.set(probeKey(sighting), sighting);
    }
    if (duty.role === "sharing") return by === undefined || !duty.order.includes(by);
    if (by === undefined || duty.role === "holding" || duty.state === "learning" || duty.holder !== by) return true;
    return duty.role === "surrogate" && !(duty.state === "standingIn" && duty.path === "broken");
  }

  /** Forgets addresses that are not in `addresses`, and strangers whose MAC has turned out to be an announcer's. */
  keep(addresses: { has(address: string): boolean }, announcers: { has(mac: string): boolean }): void {
    for (const heard of [this.#strangers, this.#rivals]) {
      for (const [key, { address }] of heard) if (!addresses.has(address)) heard.delete(key);
    }
    for (const [key, { mac }] of this.#strangers) if (announcers.has(mac)) this.#strangers.delete(key);
  }
}
