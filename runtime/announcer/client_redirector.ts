/**
 * Redirects the clients of an address that has moved to another node. Each client is redirected at a moment when it has
 * no open connection.
 *
 * Why: docs/adr/0019-between-two-connections.md
 *
 * @module
 */

import type { Duty, Relieved } from "../../functions/model/announcing/duties/duty.ts";
import { shareSubnet } from "../../functions/model/announcing/duties/home_links.ts";
import {
  type Client,
  isRedirecting,
  isToBeTold,
  mostClients,
  overhear,
} from "../../functions/model/announcing/duties/redirect_clients.ts";
import { parseEdge } from "../../functions/model/wire/tcp_segment.ts";
import { moveFrames } from "./frames.ts";
import type { Eavesdropper, WireLink, WirePort } from "./wire_port.ts";

/** A client that has no connection open at the moment. */
interface Pause {
  /** The name of the link. */
  readonly on: string;
  /**
   * The frames to send. Built in advance, since the client's next segment may come within a fraction of a millisecond.
   */
  readonly frames: readonly Uint8Array[];
}

export class ClientRedirector implements Eavesdropper {
  readonly #wire: WirePort;
  readonly #clock: () => number;
  /** The duty of each address that this node has handed over, by address. */
  readonly #relieved = new Map<string, Relieved>();
  /** By address, link and MAC. */
  readonly #clients = new Map<string, Client>();
  /**
   * By address, link and MAC: clients that have no open connection according to the segments read so far. A segment
   * that is still in the socket may open one, so the frames are sent only in `caughtUp`.
   */
  readonly #pausing = new Map<string, Pause>();

  constructor({ wire, clock }: { readonly wire: WirePort; readonly clock: () => number }) {
    this.#wire = wire;
    this.#clock = clock;
  }

  /** Adds or removes the addresses in `looked`: their new duties decide whether their clients are redirected. */
  follow(looked: ReadonlySet<string>, before: ReadonlyMap<string, Duty>, duties: ReadonlyMap<string, Duty>): void {
    const known = new Set(this.#relieved.keys());
    for (const address of looked) {
      const duty = duties.get(address);
      if (isRedirecting(duty, before.get(address), known.has(address))) this.#relieved.set(address, duty);
      else this.#relieved.delete(address);
    }
    const addresses = new Set(this.#relieved.keys());
    if (addresses.symmetricDifference(known).size === 0) return;
    for (const key of this.#clients.keys()) if (!addresses.has(key.split(" ", 1).join())) this.#clients.delete(key);
    this.#wire.overhear(addresses, this);
  }

  segment(frame: Uint8Array, link: WireLink): void {
    const segment = parseEdge(frame);
    if ("drop" in segment) return;
    const { source, destination: address, ethernetSource: to } = segment;
    const relieved = this.#relieved.get(address);
    const mac = relieved?.macs[link.name];
    if (relieved === undefined || mac === undefined) return;
    const key = `${address} ${link.name} ${to}`;
    const known = this.#clients.get(key);
    if (known === undefined && this.#clients.size >= mostClients) return;
    const client = overhear(known, segment);
    this.#clients.set(key, client);
    this.#pausing.delete(key);
    if (segment.edge === "opens" || !isToBeTold(client, relieved, this.#clock())) return;
    // A source behind a router is not on the link: the MAC is the router's.
    const frames = moveFrames(
      { address, mac, to, ethernetSource: link.mac },
      shareSubnet(link, source) ? [source] : [],
    );
    this.#pausing.set(key, { on: link.name, frames });
  }

  caughtUp(): void {
    for (const [key, { on, frames }] of this.#pausing) {
      for (const frame of frames) this.#wire.sendFrame(frame, on);
      const client = this.#clients.get(key);
      if (client !== undefined) this.#clients.set(key, { ...client, isTold: true });
    }
    this.#pausing.clear();
  }
}
