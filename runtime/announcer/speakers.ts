/**
 * Who names an address of this node as its own, as the wire tells, beside what heartbeats say.
 *
 * @module
 */

import type { Duty } from "../../functions/model/announcing/duty.ts";
import type { Speaker } from "../../functions/model/announcing/situation.ts";
import type { Acquaintances } from "./acquaintances.ts";

/** What a frame says. */
export interface Speech extends Speaker {
  readonly address: string;
}

export interface Listener {
  readonly node: string;
  readonly duties: ReadonlyMap<string, Duty>;
  readonly acquaintances: Pick<Acquaintances, "present" | "leaver">;
}

export class Speakers {
  readonly #strangers = new Map<string, Speaker>();
  readonly #rivals = new Map<string, Speaker>();

  /** By address: who last named it as its own without being an announcer. */
  get strangers(): ReadonlyMap<string, Speaker> {
    return this.#strangers;
  }

  /** By address: which other announcer's MAC was last named for it. */
  get rivals(): ReadonlyMap<string, Speaker> {
    return this.#rivals;
  }

  /** True when that makes a decision anew worth while. */
  hear({ address, mac, at }: Speech, { node, duties, acquaintances }: Listener): boolean {
    const duty = duties.get(address);
    const by = acquaintances.present.get(mac);
    if (duty === undefined || duty.role === "putAside" || duty.role === "mute" || by === node) return false;
    if (by === undefined && duty.role === "waiting") return false;
    if (by !== undefined) this.#rivals.set(address, { mac, at });
    else {
      const left = acquaintances.leaver(mac, at);
      this.#strangers.set(address, { mac, at, ...(left !== undefined && { node: left }) });
    }
    if (by === undefined || duty.role === "holding" || duty.holder !== by) return true;
    return duty.role === "surrogate" && !duty.pathBroken;
  }

  /** Forgets what was heard of other addresses than these, and strangers that have turned out to be announcers. */
  keep(addresses: { has(address: string): boolean }, announcers: { has(mac: string): boolean }): void {
    for (const heard of [this.#strangers, this.#rivals]) {
      for (const address of heard.keys()) if (!addresses.has(address)) heard.delete(address);
    }
    for (const [address, { mac }] of this.#strangers) if (announcers.has(mac)) this.#strangers.delete(address);
  }
}
