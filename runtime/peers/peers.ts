/**
 * The peers of this node: nodes that share an order with it. Stores the contents of their heartbeats, and makes the
 * heartbeats to them.
 *
 * Why: docs/adr/0005-heartbeats-not-memberlist.md
 *
 * @module
 */

import { type Asked, probeKey, type ProbeRecord } from "../../functions/model/announcing/liveness/probe.ts";
import type { Peer, PeerNetwork } from "../../functions/model/announcing/liveness/peer.ts";
import type { BeatState, HoldingEntry } from "../../functions/model/announcing/heartbeat/heartbeat.ts";
import { isSameRing, type KeyRing } from "../../functions/model/announcing/heartbeat/key_ring.ts";
import { judge, type Signs, silentAt, wantsProbe } from "../../functions/model/announcing/liveness/liveness.ts";
import {
  fallen,
  gone,
  hear,
  isFresh,
  type PeerRecord,
  unheard,
} from "../../functions/model/announcing/heartbeat/peer_record.ts";
import { canShareHosts } from "../../functions/model/announcing/heartbeat/version.ts";
import type { Heard, Outgoing } from "./datagrams.ts";
import type { EchoingPeers } from "../../functions/model/announcing/heartbeat/beat_filter.ts";
import { ForeignKeys } from "./foreign_keys.ts";
import { Guests } from "./guests.ts";
import { LastBeats } from "./last_beats.ts";
import { latest } from "./latest.ts";
import { type Network, signsOf } from "./network.ts";
import type { PeerAddress } from "./peer_address.ts";
import { type HostsToTell, type Teller, Telling } from "./telling.ts";
import { type NameClaim, TwinBeats, unchallenged } from "./twin_beats.ts";

export class Peers {
  readonly #me: Teller;
  readonly #records = new Map<string, PeerRecord>();
  readonly #guests = new Guests();
  readonly #foreignKeys = new ForeignKeys();
  readonly #lastBeats: LastBeats;
  readonly #telling: Telling;
  /** Finds another announcer with this node's name. */
  readonly twins: TwinBeats;
  #keys: KeyRing;
  #networks: readonly Network[] = [];
  #listeningSince: number;

  constructor(me: Teller, now: number, name: NameClaim = unchallenged) {
    this.#me = me;
    this.twins = new TwinBeats(me, now, name);
    this.#keys = me.keys;
    this.#lastBeats = new LastBeats(me.keys);
    this.#telling = new Telling(me, this.#lastBeats);
    this.#listeningSince = now;
  }

  /** Since when this node has listened to its peers without a gap. */
  get listeningSince(): number {
    return this.#listeningSince;
  }

  /** The MACs in the peers' heartbeats, each with the name of its node. */
  get macs(): readonly (readonly [string, string])[] {
    return [...this.#records].flatMap(([node, record]) =>
      Object.values(record.macs).map((mac) => [mac, node] as const)
    );
  }

  /** By peer: when its last heartbeat on any network arrived; undefined if none has arrived. */
  get heardAt(): ReadonlyMap<string, number | undefined> {
    return new Map(
      this.#networks.map(({ node }) => [node, latest(Object.values(this.#records.get(node)?.heardAt ?? {}))]),
    );
  }

  /** When the kernel of a peer last answered a probe of the peer's own address; undefined if it has not. */
  answeredAt(node: string, probes: ReadonlyMap<string, ProbeRecord>): number | undefined {
    const shared = this.#networks.filter((network) => network.node === node);
    return latest(shared.flatMap((network) => probes.get(probeKey(network))?.answer?.at ?? []));
  }

  /** Sets the peers. The knowledge about peers that stay is kept. */
  setAddresses(addresses: readonly PeerAddress[], now: number): void {
    this.#networks = addresses.map((address) => {
      const before = this.#networks.find((each) => each.node === address.node && each.link === address.link);
      return { ...address, since: before?.since ?? now };
    });
    const nodes = new Set([...addresses, ...this.#guests.present(now)].map((each) => each.node));
    for (const [node, record] of this.#records) if (!nodes.has(node)) this.#records.set(node, gone(record));
  }

  /** Sets the holdings of this node; true if they have changed. */
  setHoldings(holdings: readonly HoldingEntry[]): boolean {
    return this.#telling.setHoldings(holdings);
  }

  /** Sets the hosts for the beats. Peers with an older release get no hosts. */
  tellHosts(hosts: HostsToTell): void {
    this.#telling.tellHosts(hosts);
  }

  /** Sets this announcer's state; true if it has changed. */
  setState(state: BeatState): boolean {
    return this.#telling.setState(state);
  }

  /** The incarnation of this announcer, which its peers' heartbeats echo, and the addresses of these peers. */
  echoing(now: number): EchoingPeers {
    const addresses = [...this.#networks, ...this.#guests.present(now)].map(({ address }) => address);
    return { incarnation: this.#me.incarnation, addresses: [...new Set(addresses)].sort() };
  }

  get keys(): KeyRing {
    return this.#keys;
  }

  /** From now on signs with the first of these keys, and accepts all of them; true if they have changed. */
  setKeys(keys: KeyRing): boolean {
    if (isSameRing(keys, this.#keys)) return false;
    this.#keys = keys;
    this.#lastBeats.setKeys(keys);
    return true;
  }

  /** The peers whose heartbeats are dropped because they are signed with a key that this node does not have. */
  foreign(now: number): readonly string[] {
    return this.#foreignKeys.nodes((node) => isFresh(this.#records.get(node) ?? unheard, now), now);
  }

  /** Processes a datagram from a link. A sender that is no peer by this node's plan becomes a guest. */
  hear(datagram: Uint8Array, from: Pick<PeerAddress, "link" | "address">, now: number): Heard {
    const { link, address } = from;
    const beat = this.#lastBeats.decode(`${link} ${address}`, datagram);
    if ("drop" in beat) {
      if (beat.drop === "NotAuthentic") this.#foreignKeys.note(datagram, from, { peers: this.#networks, now });
      return beat;
    }
    if (beat.to !== this.#me.node) return { drop: "NotForMe" };
    if (beat.from === this.#me.node) {
      this.twins.hear(beat, from, now);
      return { drop: "NotAPeer" };
    }
    const before = this.#records.get(beat.from) ?? unheard;
    const { record, verdict } = hear(before, beat, { incarnation: this.#me.incarnation, now, link });
    if (verdict === "Replayed") return { drop: verdict };
    const isPeer = this.#networks.some((each) => each.node === beat.from && each.link === link);
    const guest = { node: beat.from, link, address, mac: beat.mac, macs: [beat.mac] };
    if (!isPeer && !this.#guests.welcome(guest, verdict === "fresh", now)) return { drop: "NotAPeer" };
    this.#records.set(beat.from, record);
    const tells = verdict === "fresh" && beat.hosts !== undefined;
    return { from: beat.from, ...(tells && { hosts: beat.hosts }) };
  }

  /** The beats to send now. @param macs the MAC of this node, by link */
  beats(macs: ReadonlyMap<string, string>, now: number): Outgoing[] {
    const to = [...this.#networks, ...this.#visitors(now)];
    const addressees = to.map((each) => ({ ...each, record: this.#records.get(each.node) ?? unheard }));
    return [...this.#telling.beats(addressees, macs, now), ...this.twins.beats(this.#keys.signing, macs, now)];
  }

  /**
   * Call it if the loop ran `lateMs` late: each peer may be silent for that much longer. A peer that is already silent
   * stays silent.
   */
  forgive(lateMs: number, now: number): void {
    this.#networks = this.#networks.map((each) => {
      const heardAt = this.#records.get(each.node)?.heardAt[each.link] ?? -Infinity;
      return { ...each, since: Math.min(now, Math.max(heardAt, each.since) + lateMs) };
    });
  }

  /** Call it after a stall, or when a link is up again: then only later heartbeats tell of the peers. */
  listenAgain(now: number): void {
    this.#networks = this.#networks.map((each) => ({ ...each, since: now }));
    this.#listeningSince = now;
    for (const [node, record] of this.#records) this.#records.set(node, { ...record, version: 0 });
  }

  /** The peers as input for `announce`. Forgets the holdings of a peer that is down on all networks. */
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
        ...(record.speaks !== undefined && { sharesHosts: canShareHosts(record.speaks) }),
        ...(heardAt !== undefined && { heardAt }),
      };
      return [node, peer];
    }));
  }

  /** The probes for a peer's own address, one for each network. */
  own(node: string): readonly Asked[] {
    return this.#networks.filter((each) => each.node === node).map((each) => this.#asked(each));
  }

  /**
   * The peers' own addresses to probe now, with the MACs whose answers count. Answers from other MACs may be proxy ARP.
   */
  probes(now: number): Asked[] {
    return this.#networks
      .filter((network) => wantsProbe(this.#signs(network), now))
      .map((network) => this.#asked(network));
  }

  #asked({ node, address, link, macs }: Network): Asked {
    const told = this.#records.get(node)?.macs[link];
    return { address, link, macs: told === undefined || macs.includes(told) ? macs : [...macs, told] };
  }

  /** The guests, without those that this node's plan names as peers by now. */
  #visitors(now: number): readonly Network[] {
    const isPeer = (guest: PeerAddress): boolean =>
      this.#networks.some((each) => each.node === guest.node && each.link === guest.link);
    return this.#guests.present(now).filter((guest) => !isPeer(guest));
  }

  /** The earliest instant at which a peer counts as silent, if no heartbeat arrives before. */
  silentAt(now: number): number {
    return Math.min(...this.#networks.map((each) => silentAt(this.#signs(each))).filter((at) => at > now));
  }

  /** True while the heartbeats of a guest arrive. `view` leaves out all other guests. */
  #isHeard(guest: Network, now: number): boolean {
    if (this.#records.get(guest.node)?.heardAt[guest.link] === undefined) return false;
    return judge(this.#signs(guest), now) === "alive";
  }

  #signs(network: Network, probes?: ReadonlyMap<string, ProbeRecord>): Signs {
    return signsOf(network, this.#records.get(network.node) ?? unheard, probes?.get(probeKey(network)));
  }
}
