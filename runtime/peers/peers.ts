/**
 * The peers of this node: nodes that stand in one order with it. What heartbeats say of them, and what to tell them.
 *
 * @module
 */

import { type Heartbeat, type HoldingEntry, partsOf } from "../../functions/model/announcing/heartbeat.ts";
import type { HeartbeatDrop } from "../../functions/model/announcing/heartbeat.ts";
import { judge, type ProbeRecord, silentAt, wantsProbe } from "../../functions/model/announcing/liveness.ts";
import { fallen, gone, hear, type PeerRecord, unheard } from "../../functions/model/announcing/peer_record.ts";
import { type Asked, type Peer, type PeerNetwork, probeKey } from "../../functions/model/announcing/situation.ts";
import { sameEntries } from "../../functions/model/announcing/same_entries.ts";
import { learnMs } from "../../functions/model/announcing/timing.ts";
import { Guests } from "./guests.ts";
import { LastBeats } from "./last_beats.ts";
import type { PeerAddress } from "./peer_address.ts";

/** A heartbeat on its way. */
export interface Outgoing {
  readonly link: string;
  readonly address: string;
  readonly datagram: Uint8Array;
}

export interface PeersOptions {
  readonly node: string;
  readonly key: Uint8Array;
  /** Drawn anew at each start, not 0. */
  readonly incarnation: number;
}

/** A peer that has not been heard for so long is probably down: what this node holds is told to it in every so many beats. */
const unheardMs = 1_000;
const roundsUnheard = 10;

export type Heard = { readonly from: string } | { readonly drop: HeartbeatDrop | "NotForMe" | "NotAPeer" };

interface Network extends PeerAddress {
  /** Since when it is listened for. */
  readonly since: number;
}

export class Peers {
  readonly #options: PeersOptions;
  readonly #records = new Map<string, PeerRecord>();
  readonly #guests = new Guests();
  readonly #lastBeats: LastBeats;
  #networks: readonly Network[] = [];
  #state: Heartbeat["state"] = "starting";
  #sequence = 0;
  #round = 0;
  #version = 1;
  #holdings: readonly HoldingEntry[] = [];
  #listeningSince: number;

  constructor(options: PeersOptions, now: number) {
    this.#options = options;
    this.#lastBeats = new LastBeats(options.key);
    this.#listeningSince = now;
  }

  /** Since when the peers are heard without a gap. */
  get listeningSince(): number {
    return this.#listeningSince;
  }

  /** The MACs that the peers say they have, each with the name of its node. */
  get macs(): readonly (readonly [string, string])[] {
    return [...this.#records].flatMap(([node, record]) =>
      Object.values(record.macs).map((mac) => [mac, node] as const)
    );
  }

  /** The peers, and when each was last heard by heartbeat, on whatever network; undefined: never. */
  get heardAt(): ReadonlyMap<string, number | undefined> {
    return new Map(
      this.#networks.map(({ node }) => [node, latest(Object.values(this.#records.get(node)?.heardAt ?? {}))]),
    );
  }

  /** When the kernel of a peer last answered a probe of the node's own address; undefined: not since it is asked. */
  answeredAt(node: string, probes: ReadonlyMap<string, ProbeRecord>): number | undefined {
    const shared = this.#networks.filter((network) => network.node === node);
    return latest(shared.flatMap((network) => probes.get(probeKey(network))?.answer?.at ?? []));
  }

  /** Sets who the peers are. Those that stay keep what is known of them. */
  setAddresses(addresses: readonly PeerAddress[], now: number): void {
    this.#networks = addresses.map((address) => {
      const before = this.#networks.find((each) => each.node === address.node && each.link === address.link);
      return { ...address, since: before?.since ?? now };
    });
    const nodes = new Set([...addresses, ...this.#guests.present(now)].map((each) => each.node));
    for (const [node, record] of this.#records) if (!nodes.has(node)) this.#records.set(node, gone(record));
  }

  /** Says what this node holds and declines; true when that is new to the peers. */
  setHoldings(holdings: readonly HoldingEntry[]): boolean {
    if (sameEntries(holdings, this.#holdings)) return false;
    this.#holdings = holdings;
    this.#version++;
    return true;
  }

  /** Says what this announcer is doing; true when that is new to the peers. */
  setState(state: Heartbeat["state"]): boolean {
    const isNew = state !== this.#state;
    this.#state = state;
    return isNew;
  }

  /** Takes a datagram in that came on a link. Whoever takes this node for a peer is a guest, if it is none by the plan. */
  hear(datagram: Uint8Array, { link, address }: Pick<PeerAddress, "link" | "address">, now: number): Heard {
    const beat = this.#lastBeats.decode(`${link} ${address}`, datagram);
    if ("drop" in beat) return beat;
    if (beat.to !== this.#options.node) return { drop: "NotForMe" };
    const isPeer = this.#networks.some((each) => each.node === beat.from && each.link === link);
    const guest = { node: beat.from, link, address, mac: beat.mac, macs: [beat.mac] };
    if (!isPeer && (beat.from === this.#options.node || !this.#guests.welcome(guest, now))) return { drop: "NotAPeer" };
    const record = this.#records.get(beat.from) ?? unheard;
    const hearing = { incarnation: this.#options.incarnation, now, link };
    this.#records.set(beat.from, hear(record, beat, hearing));
    return { from: beat.from };
  }

  /** The beats to send now, one for each peer on each network; more where a peer lacks what this node holds. */
  beats(macs: ReadonlyMap<string, string>, now: number): Outgoing[] {
    this.#round++;
    return [...this.#networks, ...this.#visitors(now)].flatMap((network) => {
      const record = this.#records.get(network.node) ?? unheard;
      const beat: Omit<Heartbeat, "sequence"> = {
        from: this.#options.node,
        to: network.node,
        incarnation: this.#options.incarnation,
        echo: record.lastIncarnation,
        state: this.#state,
        mac: macs.get(network.link) ?? "00:00:00:00:00:00",
        version: this.#version,
        knownVersion: record.version,
      };
      const isHeard = now - (record.heardAt[network.link] ?? -Infinity) < unheardMs;
      const tells = record.knows !== this.#version && (isHeard || this.#round % roundsUnheard === 0);
      const parts = tells ? partsOf(this.#holdings) : [undefined];
      return parts.map((holdings) => ({
        link: network.link,
        address: network.address,
        datagram: this.#lastBeats.encode(`${network.link} ${network.node}`, {
          ...beat,
          sequence: this.#sequence++,
          ...(holdings !== undefined && { holdings }),
        }),
      }));
    });
  }

  /** This loop ran late by so much: what was not heard meanwhile is held against nobody. Who was silent before is so still. */
  forgive(lateMs: number, now: number): void {
    this.#networks = this.#networks.map((each) => {
      const heardAt = this.#records.get(each.node)?.heardAt[each.link] ?? -Infinity;
      return { ...each, since: Math.min(now, Math.max(heardAt, each.since) + lateMs) };
    });
  }

  /** This node stalled: it knows nothing of its peers until they are heard again. */
  listenAgain(now: number): void {
    this.#networks = this.#networks.map((each) => ({ ...each, since: now }));
    this.#listeningSince = now;
    for (const [node, record] of this.#records) this.#records.set(node, { ...record, version: 0 });
  }

  /** The peers as `announce` wants them. What one held that is down on all networks is past: it is not remembered when it is back. */
  view(probes: ReadonlyMap<string, ProbeRecord>, now: number): ReadonlyMap<string, Peer> {
    const present = [...this.#networks, ...this.#visitors(now).filter((each) => this.#isHeard(each, now))];
    return new Map([...Map.groupBy(present, (each) => each.node)].map(([node, shared]) => {
      const before = this.#records.get(node) ?? unheard;
      const networks = shared.map((network): PeerNetwork => ({
        link: network.link,
        mac: before.macs[network.link] ?? network.mac,
        liveness: judge(this.#signs(network, probes), now),
        ...(network.isUnplugged && { isUnplugged: true }),
      }));
      const record = networks.every(({ liveness }) => liveness === "nodeDown") ? fallen(before) : before;
      this.#records.set(node, record);
      const heardAt = latest(Object.values(record.heardAt));
      const peer: Peer = {
        networks,
        state: record.state,
        version: record.version,
        informed: record.version !== 0,
        claims: record.claims,
        declines: record.declines,
        misses: record.misses,
        ...(heardAt !== undefined && { heardAt }),
      };
      return [node, peer];
    }));
  }

  /** Where a peer's own address is asked for. */
  own(node: string): readonly Asked[] {
    return this.#networks.filter((each) => each.node === node).map((each) => this.#asked(each));
  }

  /** The peers' own addresses that are to be probed now, and whose answers count: not those of one that answers for others. */
  probes(now: number): Asked[] {
    return this.#networks
      .filter((network) => wantsProbe(this.#signs(network), now))
      .map((network) => this.#asked(network));
  }

  #asked({ node, address, link, macs }: Network): Asked {
    const told = this.#records.get(node)?.macs[link];
    return { address, link, macs: told === undefined || macs.includes(told) ? macs : [...macs, told] };
  }

  /** The guests, where they are not peers by the plan. */
  #visitors(now: number): readonly Network[] {
    const isPeer = (guest: PeerAddress): boolean =>
      this.#networks.some((each) => each.node === guest.node && each.link === guest.link);
    return this.#guests.present(now).filter((guest) => !isPeer(guest));
  }

  /** When the next peer is silent, unless it is heard before. */
  silentAt(now: number): number {
    return Math.min(...this.#networks.map((each) => silentAt(this.#signs(each))).filter((at) => at > now));
  }

  /** A guest counts only as long as it is heard. */
  #isHeard(guest: Network, now: number): boolean {
    const isFresh = this.#records.get(guest.node)?.heardAt[guest.link] !== undefined;
    return isFresh && judge(this.#signs(guest), now) === "alive";
  }

  #signs(network: Network, probes?: ReadonlyMap<string, ProbeRecord>): Parameters<typeof judge>[0] {
    const record = this.#records.get(network.node) ?? unheard;
    const probe = probes?.get(probeKey(network));
    const heardAt = record.heardAt[network.link];
    return {
      // One that has never been heard may just not have learned yet that this node is its peer.
      heardAt: heardAt === undefined ? network.since + learnMs : Math.max(heardAt, network.since),
      restarting: record.state !== "running",
      ...(probe !== undefined && { probe }),
    };
  }
}

function latest(instants: readonly number[]): number | undefined {
  return instants.length === 0 ? undefined : Math.max(...instants);
}
