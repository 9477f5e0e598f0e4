/**
 * Tells the clients of an address that has gone to another node where it is now, each between two of its connections.
 *
 * @module
 */

import type { Duty } from "../../functions/model/announcing/duty.ts";
import {
  type Client,
  isParting,
  isToBeTold,
  mostClients,
  overhear,
  type Parting,
} from "../../functions/model/announcing/parting.ts";
import { parseEdge } from "../../functions/model/wire/tcp_segment.ts";
import { redirectionFrame } from "./frames.ts";
import type { Eavesdropper, WireLink, WirePort } from "./wire_port.ts";

interface Pause {
  /** The name of the link. */
  readonly on: string;
  /** Written at once: the next segment may come within a fraction of a millisecond. */
  readonly redirection: Uint8Array;
}

export class Redirector implements Eavesdropper {
  readonly #wire: WirePort;
  readonly #clock: () => number;
  /** By address. */
  readonly #partings = new Map<string, Parting>();
  /** By address, link and MAC. */
  readonly #clients = new Map<string, Client>();
  /** Those, by the same, that have just closed their last connection, as far as what has come was read. */
  readonly #pausing = new Map<string, Pause>();

  constructor({ wire, clock }: { readonly wire: WirePort; readonly clock: () => number }) {
    this.#wire = wire;
    this.#clock = clock;
  }

  /** Takes in what was decided for the addresses that were looked at. */
  follow(looked: ReadonlySet<string>, before: ReadonlyMap<string, Duty>, duties: ReadonlyMap<string, Duty>): void {
    const known = new Set(this.#partings.keys());
    for (const address of looked) {
      const duty = duties.get(address);
      if (isParting(duty, before.get(address), known.has(address))) this.#partings.set(address, duty);
      else this.#partings.delete(address);
    }
    const addresses = new Set(this.#partings.keys());
    if (addresses.symmetricDifference(known).size === 0) return;
    for (const key of this.#clients.keys()) if (!addresses.has(key.split(" ", 1).join())) this.#clients.delete(key);
    this.#wire.overhear(addresses, this);
  }

  segment(frame: Uint8Array, link: WireLink): void {
    const segment = parseEdge(frame);
    if ("drop" in segment) return;
    const { destination: address, ethernetSource: to } = segment;
    const parting = this.#partings.get(address);
    const mac = parting?.macs[link.name];
    if (parting === undefined || mac === undefined) return;
    const key = `${address} ${link.name} ${to}`;
    const known = this.#clients.get(key);
    if (known === undefined && this.#clients.size >= mostClients) return;
    const client = overhear(known, segment);
    this.#clients.set(key, client);
    this.#pausing.delete(key);
    if (segment.edge === "opens" || !isToBeTold(client, parting, this.#clock())) return;
    const redirection = redirectionFrame({ address, mac, to, ethernetSource: link.mac });
    this.#pausing.set(key, { on: link.name, redirection });
  }

  caughtUp(): void {
    for (const [key, { on, redirection }] of this.#pausing) {
      this.#wire.sendFrame(redirection, on);
      const client = this.#clients.get(key);
      if (client !== undefined) this.#clients.set(key, { ...client, isTold: true });
    }
    this.#pausing.clear();
  }
}
