/**
 * Chooses which hosts of shared addresses a heartbeat reports. Changes are in the next two heartbeats. A peer that has
 * just started gets all hosts. The hosts that this node serves are sent again in endless rounds, so that a lost
 * datagram costs little.
 *
 * @module
 */

import { hostsPerBeat } from "../../functions/model/announcing/heartbeat/heartbeat.ts";
import { type Host, type ToldHost, usesLately, wordOf } from "../../functions/model/announcing/sharing/host.ts";
import type { SharedHosts } from "../../functions/model/announcing/sharing/shared_hosts.ts";
import { beatMs } from "../../functions/model/announcing/timing.ts";

/** The time of a round. With more than about 1,800 hosts a round takes longer, since few hosts fit into a beat. */
const cycleMs = 10_000;
/** The number of times that a change is sent, since a datagram may be lost. */
const times = 2;
const mostNews = 1_024;

interface Named {
  readonly address: string;
  readonly mac: string;
}

interface Listener {
  readonly incarnation: number;
  /** By address and MAC: the changed hosts; `left` counts the beats that will still carry the host. */
  readonly news: Map<string, Named & { left: number }>;
  /** The hosts of the current round that are not sent yet; sent from the end. */
  round: Named[];
  /** How many hosts the current round had at its start. */
  size: number;
  /** How many hosts of the round the next beat may carry. */
  credit: number;
}

export class HostTelling {
  readonly #node: string;
  readonly #clock: () => number;
  readonly #listeners = new Map<string, Listener>();

  constructor(node: string, clock: () => number) {
    this.#node = node;
    this.#clock = clock;
  }

  /** Queues changed hosts of an address for all peers. */
  spread(address: string, macs: ReadonlySet<string>): void {
    for (const { news } of this.#listeners.values()) {
      for (const mac of macs) {
        if (news.size < mostNews) news.set(`${address} ${mac}`, { address, mac, left: times });
      }
    }
  }

  /** The peer may have missed hosts: it gets all hosts again. */
  startAgain(node: string): void {
    this.#listeners.delete(node);
  }

  /** The hosts for the next beat to a peer. A peer with a new incarnation gets all hosts first. */
  next(node: string, incarnation: number, shared: ReadonlyMap<string, SharedHosts>): readonly ToldHost[] {
    if (shared.size === 0) return [];
    const before = this.#listeners.get(node);
    const listener = before?.incarnation === incarnation
      ? before
      : { incarnation, news: new Map(), round: this.#all(shared), size: 0, credit: Infinity };
    this.#listeners.set(node, listener);
    const told: ToldHost[] = [];
    const most = hostsPerBeat({ from: this.#node, to: node });
    for (const [key, each] of listener.news) {
      if (told.length >= most) break;
      each.left--;
      if (each.left <= 0) listener.news.delete(key);
      told.push(...this.#told(each, shared));
    }
    while (told.length < most && listener.credit >= 1) {
      const each = listener.round.pop();
      if (each === undefined) {
        listener.round = this.#own(shared);
        listener.size = listener.round.length;
        if (listener.credit < Infinity && listener.size > 0) continue;
        listener.credit = 0;
        break;
      }
      listener.credit--;
      told.push(...this.#told(each, shared));
    }
    // At least 1: after an empty round the credit would otherwise stay 0, and no further round would start.
    listener.credit += Math.max(1, listener.size) * beatMs / cycleMs;
    return told;
  }

  /** All hosts. The round is sent from its end, so the hosts that this node serves are last in it. */
  #all(shared: ReadonlyMap<string, SharedHosts>): Named[] {
    const all = [...shared].flatMap(([address, hosts]) =>
      [...hosts.hosts].map(({ mac, node }) => ({ address, mac, node }))
    );
    return [...all.filter(({ node }) => node !== this.#node), ...all.filter(({ node }) => node === this.#node)];
  }

  #own(shared: ReadonlyMap<string, SharedHosts>): Named[] {
    return this.#all(shared).filter(({ address, mac }) => shared.get(address)?.get(mac)?.node === this.#node);
  }

  #told({ address, mac }: Named, shared: ReadonlyMap<string, SharedHosts>): readonly ToldHost[] {
    const host = shared.get(address)?.get(mac);
    if (host === undefined) return [];
    const [own] = host.addresses;
    const words = { node: wordOf(host.node), home: wordOf(host.home) };
    return [{
      address,
      mac,
      ...(own !== undefined && { host: own }),
      ...words,
      moves: host.moves,
      use: this.#useOf(host),
    }];
  }

  #useOf(host: Host): ToldHost["use"] {
    if (!host.isUser) return "asker";
    return host.node === this.#node && usesLately(host, this.#clock()) ? "lately" : "user";
  }
}
