/**
 * The hosts of one shared address, as one node knows them: which node serves each host, and which hosts are to move.
 *
 * Why: docs/adr/0029-one-address-many-nodes.md
 *
 * @module
 */

import type { Instant } from "../../kubernetes.ts";
import { hostMs, returnMs } from "../timing.ts";
import { chosen } from "./assignment.ts";
import { divided } from "./division.ts";
import { confirmed, givenTo, type Host, type ToldHost, withAddress, wordOf } from "./host.ts";
import { HostTable } from "./host_table.ts";
import type { Meeting } from "./meeting.ts";
import { arbiterOf, type Member } from "./member.ts";
import { merged } from "./merged.ts";

/** A host that was just seen: it sent an ARP request, a solicitation or traffic, or a scan found it. */
export interface SeenHost {
  readonly mac: string;
  readonly link: string;
  /** The host's own address; absent: the frame does not show it. */
  readonly host?: string;
}

export class SharedHosts {
  readonly #me: string;
  readonly #table = new HostTable();
  #members: readonly Member[] = [];
  /** All nodes of the order, including the nodes that are gone. */
  #order: readonly string[] = [];
  /** The single node to which all hosts go, when sharing ends; undefined while the address is shared. */
  #only: string | undefined;
  readonly #news = new Set<string>();
  /** True while the hosts that this node served as the single holder are not divided yet. */
  #isToDivide: boolean;
  readonly #heldBefore: boolean;

  /** @param heldBefore true if this node was the single holder until now: its hosts are divided among the members */
  constructor(me: string, heldBefore: boolean = false) {
    this.#me = me;
    this.#heldBefore = heldBefore;
    this.#isToDivide = heldBefore;
  }

  get hosts(): Iterable<Host> {
    return this.#table.values();
  }

  get(mac: string): Host | undefined {
    return this.#table.get(mac);
  }

  /** By node: how many hosts it serves. */
  get counts(): ReadonlyMap<string, number> {
    return this.#table.counts;
  }

  hostsOf(node: string): number {
    return this.#table.hostsOf(node);
  }

  /** The MACs of the hosts whose records must be sent to the peers. Each change is returned once. */
  takeNews(): ReadonlySet<string> {
    const news = new Set(this.#news);
    this.#news.clear();
    return news;
  }

  /**
   * Sets the nodes that share the address. Returns the hosts that this node takes over, as `takeOver` does. A new sharer
   * takes none at first: the others may have taken them, and their records may be on the way.
   */
  meet({ members, order, only, isNew = false, early = [] }: Meeting): readonly Host[] {
    this.#members = members;
    this.#order = order;
    this.#only = only;
    for (const { told, link, at } of early) this.told(told, link, at);
    return isNew && this.#here.some(({ node }) => node !== this.#me) ? [] : this.takeOver();
  }

  /** Returns the hosts that this node takes over from nodes that are gone; the caller must send them this node's MAC. */
  takeOver(): readonly Host[] {
    const present = new Set(this.#members.map(({ node }) => node));
    return [...this.#table.values()].filter(({ node }) => !present.has(node)).flatMap((host) => {
      const taken = this.#inherited(host);
      return taken === undefined ? [] : [taken];
    });
  }

  /** A host has asked by broadcast. Returns the node whose MAC to answer with; undefined: another node answers. */
  asked(asker: SeenHost, now: Instant): string | undefined {
    const arbiter = arbiterOf(asker.mac, this.#members);
    const known = this.#table.get(asker.mac);
    const isServed = known !== undefined && this.#members.some(({ node }) => node === known.node);
    if (arbiter !== this.#me) {
      // Until the arbiter's record arrives by heartbeat, this node guesses the assignment. The guess has `moves: 0`, so
      // the record, which has more, replaces it.
      const guess = arbiter === undefined ? undefined : { ...newHost, node: arbiter, home: arbiter, moves: 0 };
      const host = known ?? guess;
      if (host !== undefined) this.#see(host, asker, now);
      return undefined;
    }
    const assigned = isServed ? confirmed(known) : this.#assigned(asker.mac, known);
    if (assigned !== known) this.#news.add(asker.mac);
    this.#see(assigned, asker, now);
    return assigned.node;
  }

  /**
   * Notes that this node serves a host: the host has sent this node a unicast request, or has opened a connection to
   * this node.
   */
  isHere(seen: SeenHost, by: "asks" | "uses", now: Instant): void {
    const known = this.#table.get(seen.mac);
    const fate = known === undefined
      ? this.#arrived(seen.mac)
      // The record is a guess, or a scan found the host. The host is here because its arbiter assigned it to this node.
      : known.moves === 0
      ? confirmed({ ...known, node: this.#me })
      : givenTo(known, this.#me);
    const isUser = fate.isUser || by === "uses";
    if (fate.moves !== known?.moves || isUser !== known?.isUser) this.#news.add(seen.mac);
    this.#see({ ...fate, isUser, usedAt: now }, seen, now);
  }

  /**
   * Divides the hosts of the single holder among the members, once. The caller waits until all members are known. A
   * host goes to its new home when it has no open connection.
   */
  divide(): void {
    if (!this.#isToDivide) return;
    this.#isToDivide = false;
    for (const host of divided([...this.#table.values()], this.#me, this.#here)) {
      this.#table.put(host, "as before");
      this.#news.add(host.mac);
    }
  }

  /** Takes in a peer's record of a host. */
  told(told: ToldHost, link: string, now: Instant): void {
    const known = this.#table.get(told.mac);
    const [node, home] = [this.#named(told.node), this.#named(told.home)];
    if (node === undefined) return;
    const fate = { node, home: home ?? node, moves: told.moves };
    const isSeen = told.use === "lately" || known === undefined;
    const { host, isDenied } = merged(told, known, { me: this.#me, fate, link, now });
    if (isDenied) this.#news.add(told.mac);
    this.#table.put(host, isSeen ? "seen" : "as before");
  }

  /**
   * Takes in a host from a scan. Returns false if the host was known. An unknown host is stored with this node as its
   * node and with `moves: 0`, so that the record of a peer that has assigned it replaces this one.
   */
  found(seen: SeenHost, now: Instant): boolean {
    if (this.#table.get(seen.mac) !== undefined) return false;
    this.#see({ ...newHost, node: this.#me, home: this.#me, moves: 0 }, seen, now);
    this.#news.add(seen.mac);
    return true;
  }

  /**
   * The hosts that are to move from this node to another. Each is to move when it has no open connection to this node.
   */
  leaving(now: Instant): readonly Host[] {
    return [...this.#table.values()].flatMap((host) => this.#goingTo(host, now) ?? []);
  }

  /**
   * The host, if it is to move from this node to another; undefined if it stays. In the result, `home` is the node to
   * which the host goes.
   */
  going(mac: string, now: Instant): Host | undefined {
    const host = this.#table.get(mac);
    return host && this.#goingTo(host, now);
  }

  #goingTo(host: Host, now: Instant): Host | undefined {
    if (host.node !== this.#me) return undefined;
    const home = this.#only ?? host.home;
    if (home === this.#me) return undefined;
    const member = this.#members.find(({ node }) => node === home);
    const isReady = member?.announcer === "here" && (home === this.#only || now - member.since >= returnMs);
    return isReady ? { ...host, home } : undefined;
  }

  /** Notes that `home` serves the host from now on: this node has told the host the MAC of `home`. */
  moved({ mac, home }: Host): void {
    const host = this.#table.get(mac);
    if (host === undefined) return;
    // When sharing ends, the host keeps its home: it goes back there if sharing begins again before it has ended.
    this.#table.put(givenTo(host, home), "as before");
    this.#news.add(mac);
  }

  /** Forgets the hosts that were not seen for a day. */
  forgetOld(now: Instant): void {
    for (const { mac, seenAt } of [...this.#table.values()]) if (now - seenAt >= hostMs) this.#table.delete(mac);
  }

  #see(host: Omit<Host, "mac" | "link" | "seenAt">, { mac, link, host: address }: SeenHost, now: Instant): void {
    this.#table.put({ ...host, mac, link, addresses: withAddress(host.addresses, address), seenAt: now });
  }

  get #here(): readonly Member[] {
    return this.#members.filter(({ announcer }) => announcer === "here");
  }

  /**
   * The record of an unknown host that uses this node. The host stays here: its record was lost. But if this node was
   * the single holder, the host may have this node's MAC from that time, so it gets a home like a new host.
   */
  #arrived(mac: string): Omit<Host, "mac" | "link" | "seenAt"> {
    const isAssigned = this.#heldBefore && !this.#isToDivide;
    const home = isAssigned ? this.#assigned(mac).home : this.#me;
    return { ...newHost, node: this.#me, home, moves: 1 };
  }

  /** Assigns a host that is new, or whose node is gone. */
  #assigned(mac: string, known?: Host): Omit<Host, "mac" | "link" | "seenAt"> {
    const to = this.#only ?? chosen(mac, this.#here, (node) => this.#table.hostsOf(node))?.node ?? this.#me;
    return { ...newHost, ...known, node: to, home: known?.home ?? to, moves: (known?.moves ?? 0) + 1 };
  }

  /**
   * The host's node is gone: its arbiter takes it, or `#only` when sharing ends. Returns the host if it goes to this
   * node. Any other node waits for the heir's record: if the heir goes too before it has taken the host, the next
   * heir takes it.
   */
  #inherited(host: Host): Host | undefined {
    const heir = this.#only ?? arbiterOf(host.mac, this.#members);
    if (heir !== this.#me) return undefined;
    const given = givenTo(host, heir);
    // A guess with `moves: 0` was never an assignment, so the host does not go back.
    const taken = host.moves === 0 ? { ...given, home: heir } : given;
    this.#table.put(taken, "as before");
    this.#news.add(host.mac);
    return taken;
  }

  #named(word: number): string | undefined {
    return [...this.#order, this.#me].find((node) => wordOf(node) === word);
  }
}

const newHost = { addresses: [], isUser: false } as const;
