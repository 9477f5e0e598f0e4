/**
 * The heartbeats of this node to its peers, each in a version of the protocol that the peer can read.
 *
 * @module
 */

import {
  type BeatState,
  type Heartbeat,
  type HoldingEntry,
  partsOf,
} from "../../functions/model/announcing/heartbeat/heartbeat.ts";
import { freshMs } from "../../functions/model/announcing/heartbeat/fresh.ts";
import type { KeyRing } from "../../functions/model/announcing/heartbeat/key_ring.ts";
import { echoesOf, isFresh, type PeerRecord } from "../../functions/model/announcing/heartbeat/peer_record.ts";
import { sameEntries } from "../../functions/model/announcing/heartbeat/same_entries.ts";
import { type Version, versionFor } from "../../functions/model/announcing/heartbeat/version.ts";
import type { ToldHost } from "../../functions/model/announcing/sharing/host.ts";
import type { Outgoing } from "./datagrams.ts";
import type { LastBeats } from "./last_beats.ts";
import type { PeerAddress } from "./peer_address.ts";

/** After 1 s of silence a peer is probably down: it gets the holdings only with every 10th beat. */
const unheardMs = 1_000;
const roundsUnheard = 10;

export interface Teller {
  readonly node: string;
  readonly keys: KeyRing;
  /** The incarnation: a random number at each start, never 0. */
  readonly incarnation: number;
  /** The time between two of its heartbeats, in ms. */
  readonly everyMs: number;
}

/** The hosts of shared addresses that beats report. */
export interface HostsToTell {
  /** Returns the hosts for the next beat to a node with this incarnation. */
  tell(node: string, incarnation: number): readonly ToldHost[];
  /** The node may have missed beats: the next beats to it report all hosts. */
  tellAll(node: string): void;
}

/** A peer on a network, with this node's record of it. */
export interface Addressee extends PeerAddress {
  readonly record: PeerRecord;
}

export class Telling {
  readonly #teller: Teller;
  readonly #lastBeats: LastBeats;
  #hosts: HostsToTell | undefined;
  #state: BeatState = "starting";
  #sequence = 0;
  #round = 0;
  #version = 1;
  #holdings: readonly HoldingEntry[] = [];

  constructor(teller: Teller, lastBeats: LastBeats) {
    this.#teller = teller;
    this.#lastBeats = lastBeats;
  }

  /** Sets the holdings of this node; true if they have changed. */
  setHoldings(holdings: readonly HoldingEntry[]): boolean {
    if (sameEntries(holdings, this.#holdings)) return false;
    this.#holdings = holdings;
    this.#version++;
    return true;
  }

  tellHosts(hosts: HostsToTell): void {
    this.#hosts = hosts;
  }

  /** Sets this announcer's state; true if it has changed. */
  setState(state: BeatState): boolean {
    const isNew = state !== this.#state;
    this.#state = state;
    return isNew;
  }

  /**
   * One beat for each peer on each network. Several beats if the holdings that a peer lacks do not fit into one beat,
   * or if more than one incarnation of the peer is possible.
   */
  beats(to: readonly Addressee[], macs: ReadonlyMap<string, string>, now: number): Outgoing[] {
    this.#round++;
    return to.flatMap((each) =>
      echoesOf(each.record, now).flatMap((echo) => this.#beatsFor(each, echo, macs.get(each.link), now))
    );
  }

  #beatsFor(addressee: Addressee, echo: number, mac: string | undefined, now: number): Outgoing[] {
    const { record, link, address, node } = addressee;
    const beat: Omit<Heartbeat, "sequence"> = {
      from: this.#teller.node,
      to: node,
      incarnation: this.#teller.incarnation,
      echo,
      state: this.#state,
      mac: mac ?? "00:00:00:00:00:00",
      version: this.#version,
      knownVersion: record.version,
      everyMs: this.#teller.everyMs,
    };
    const isHeard = now - (record.heardAt[link] ?? -Infinity) < unheardMs;
    const tells = record.knows !== this.#version && (isHeard || this.#round % roundsUnheard === 0);
    const version = writtenFor(record, link, now);
    // A peer that has lost this node's holdings has stalled, or did not hear this node.
    if (record.knows === 0) this.#hosts?.tellAll(node);
    const hosts = !tells && version === 3 ? this.#hosts?.tell(node, echo) ?? [] : [];
    return (tells ? partsOf(this.#holdings, beat) : [undefined]).map((holdings) => ({
      link,
      address,
      datagram: this.#lastBeats.encode(`${link} ${node} ${echo}`, {
        ...beat,
        sequence: this.#sequence++,
        ...(holdings !== undefined && { holdings }),
        ...(hosts.length > 0 && { hosts }),
      }, version),
    }));
  }
}

/**
 * The version for a peer. A silent peer gets the first version, which every release reads, since the peer may return
 * with an older release.
 */
function writtenFor(record: PeerRecord, link: string, now: number): Version {
  const isHeard = isFresh(record, now) && now - (record.heardAt[link] ?? -Infinity) < freshMs(record.everyMs);
  return isHeard ? versionFor(record.speaks) : 1;
}
