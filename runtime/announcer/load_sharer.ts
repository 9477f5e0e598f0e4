/**
 * Serves the hosts of the addresses that this node shares: answers their requests, learns from their traffic which
 * hosts use the address, and redirects the hosts that move to another node.
 *
 * Why: docs/adr/0029-one-address-many-nodes.md
 *
 * @module
 */

import { isIPv6 } from "../../functions/model/addresses/address.ts";
import type { Asker, SharedAnswers } from "../../functions/model/announcing/duties/answer.ts";
import type { Duty, Sharing } from "../../functions/model/announcing/duties/duty.ts";
import type { Host, ToldHost } from "../../functions/model/announcing/sharing/host.ts";
import type { SeenHost, SharedHosts } from "../../functions/model/announcing/sharing/shared_hosts.ts";
import { listenMs } from "../../functions/model/announcing/timing.ts";
import { parseArp } from "../../functions/model/wire/arp.ts";
import { parsePacket } from "../../functions/model/wire/traffic.ts";
import { EarlyHosts } from "./early_hosts.ts";
import { HostMover } from "./host_mover.ts";
import { type FoundHost, HostScan } from "./host_scan.ts";
import { HostTelling } from "./host_telling.ts";
import { senderOf, SharedAddress } from "./shared_address.ts";
import type { SharerOptions } from "./sharer_options.ts";
import type { Eavesdropper, WireLink } from "./wire_port.ts";

/** The interval at which the sharer looks for hosts without open connections. */
const lookMs = 1_000;

export class LoadSharer implements Eavesdropper, SharedAnswers {
  readonly #options: SharerOptions;
  readonly #shared = new Map<string, SharedAddress>();
  readonly #mover: HostMover;
  readonly #scan: HostScan;
  readonly #telling: HostTelling;
  readonly #early = new EarlyHosts();
  /**
   * By address and MAC: hosts that are to move and have no open connection as far as this node has read. A segment that
   * is still in the socket may open one, so the frames are sent only in `caughtUp`.
   */
  readonly #pausing = new Map<string, readonly [SharedAddress, Host]>();
  #lookAt = Infinity;

  constructor(options: SharerOptions) {
    this.#options = options;
    this.#mover = new HostMover(options.wire);
    this.#scan = new HostScan(options.wire);
    this.#telling = new HostTelling(options.node, options.clock);
  }

  has(address: string): boolean {
    return this.#shared.has(address);
  }

  /** By address, then by node: how many hosts the node serves. */
  get counts(): ReadonlyMap<string, ReadonlyMap<string, number>> {
    return new Map([...this.#shared].map(([address, { hosts }]) => [address, hosts.counts]));
  }

  /** The hosts of a shared address. */
  hostsOf(address: string): Iterable<Host> {
    return this.#shared.get(address)?.hosts.hosts ?? [];
  }

  /** The addresses about which a scan needs frames: this node's own addresses. */
  get followed(): readonly string[] {
    return this.#scan.followed;
  }

  get nextAt(): number {
    return Math.min(this.#lookAt, this.#mover.nextAt, this.#scan.nextAt);
  }

  /** Adds, changes or removes the addresses in `looked`: their new duties decide whether this node shares them. */
  follow(
    looked: ReadonlySet<string>,
    last: ReadonlyMap<string, Duty>,
    duties: ReadonlyMap<string, Duty>,
    now: number,
  ): void {
    let isOther = false;
    for (const address of looked) {
      const duty = duties.get(address);
      const before = this.#shared.get(address);
      isOther ||= (before === undefined) !== (duty?.role !== "sharing");
      if (duty?.role === "sharing") {
        const begun = { node: this.#options.node, isHolder: last.get(address)?.role === "holding", now };
        this.#share(duty, before ?? new SharedAddress(duty, begun), now);
      } else if (duty?.state !== "learning") this.#shared.delete(address);
    }
    if (isOther) this.#options.wire.observe(new Set(this.#shared.keys()), this);
    this.#lookAt = this.#shared.size === 0 ? Infinity : Math.min(this.#lookAt, now + lookMs);
  }

  /** Called after a stall: other nodes may serve this node's hosts now, so no host moves before they are heard. */
  suspend(): void {
    this.#mover.clear();
    this.#pausing.clear();
    for (const shared of this.#shared.values()) shared.isSuspended = true;
  }

  macFor(address: string, { mac, host, link, confirms }: Asker): string | undefined {
    const shared = this.#shared.get(address);
    if (shared === undefined) return undefined;
    const { hosts, duty } = shared;
    const own = duty.macs[link];
    const now = this.#options.clock();
    // A host that has no address yet, or an announcer, only probes the shared address and does not use it.
    if (host === undefined || this.#options.announcers().has(mac)) return own;
    const seen = { mac, link, host };
    if (confirms) {
      hosts.isHere(seen, "asks", now);
      this.#mover.settle(address, mac);
      this.#spread(address, hosts);
      return own;
    }
    const node = hosts.asked(seen, now);
    this.#spread(address, hosts);
    return node === undefined ? undefined : shared.macOf(node, link) ?? own;
  }

  /** Reads a frame that this node did not answer: it may be a reply to a move or to a scan. */
  heard(frame: Uint8Array, link: WireLink): void {
    if (this.#shared.size === 0) return;
    const now = this.#options.clock();
    const found = this.#scan.answerIn(frame);
    if (found !== undefined) return this.#found(found, link, now);
    const packet = parseArp(frame);
    if ("drop" in packet || packet.operation !== "reply" || packet.ethernetDestination !== link.mac) return;
    if (this.#shared.has(packet.targetAddress)) this.#mover.settle(packet.targetAddress, packet.senderMac);
  }

  segment(frame: Uint8Array, link: WireLink): void {
    const packet = parsePacket(frame);
    const shared = packet && this.#shared.get(packet.destination);
    if (packet === undefined || shared === undefined || this.#options.announcers().has(packet.ethernetSource)) return;
    const now = this.#options.clock();
    const { ethernetSource: mac, destination: address, segment } = packet;
    const hasOpen = shared.noteSegment(packet, now);
    this.#pausing.delete(`${address} ${mac}`);
    this.#uses(shared, senderOf(packet, link), segment?.edge, now);
    if (segment?.edge !== "closes" || hasOpen) return;
    const host = shared.isSuspended || now - shared.since < listenMs ? undefined : shared.hosts.going(mac, now);
    if (host !== undefined) this.#pausing.set(`${address} ${mac}`, [shared, host]);
  }

  caughtUp(): void {
    for (const [shared, host] of this.#pausing.values()) this.#send(shared, host);
    this.#pausing.clear();
  }

  /** Merges the hosts that a peer's heartbeat has reported. */
  told(hosts: readonly ToldHost[], link: string): void {
    const now = this.#options.clock();
    this.#early.forgetOld(now);
    for (const each of hosts) {
      if (this.#options.announcers().has(each.mac)) continue;
      const shared = this.#shared.get(each.address);
      if (shared === undefined || shared.isSuspended) {
        this.#early.put(each, link, now);
        continue;
      }
      shared.hosts.told(each, link, now);
      if (shared.hosts.get(each.mac)?.node !== this.#options.node) this.#mover.settle(each.address, each.mac);
      this.#spread(each.address, shared.hosts);
    }
  }

  /** The hosts for the next heartbeat to a peer. */
  tell(node: string, incarnation: number): readonly ToldHost[] {
    const shared = [...this.#shared].filter(([, each]) => each.isSharedWith(node));
    return this.#telling.next(node, incarnation, new Map(shared.map(([address, { hosts }]) => [address, hosts])));
  }

  /** The peer may have missed hosts: the next heartbeats report all hosts to it. */
  tellAll(node: string): void {
    this.#telling.startAgain(node);
  }

  turn(now: number): void {
    this.#mover.turn(now);
    this.#scan.turn(now);
    if (now < this.#lookAt) return;
    this.#lookAt = now + lookMs;
    for (const shared of this.#shared.values()) {
      shared.forgetOld(this.#options.node, now);
      for (const host of shared.isSuspended ? [] : shared.hosts.takeOver()) this.#take(shared.duty.address, host, now);
      const mayMove = !shared.isSuspended && now - shared.since >= listenMs;
      if (mayMove) shared.hosts.divide();
      this.#spread(shared.duty.address, shared.hosts);
      for (const host of mayMove ? shared.restingLeavers(now) : []) this.#send(shared, host);
    }
  }

  #share(duty: Sharing, shared: SharedAddress, now: number): void {
    const { address, members, order, links, leads } = duty;
    const isNew = !this.#shared.has(address) || shared.isSuspended;
    const isSmaller = shared.duty.members.some(({ node }) => !members.some((other) => other.node === node));
    shared.duty = duty;
    this.#shared.set(address, shared);
    shared.isSuspended = false;
    const meeting = { members, order, only: shared.only, isNew, early: this.#early.take(address) };
    for (const host of shared.hosts.meet(meeting)) this.#take(address, host, now);
    this.#spread(address, shared.hosts);
    if (isSmaller && leads.is === "leads") this.#scan.start(address, links, now);
  }

  #uses(
    { hosts, duty }: SharedAddress,
    seen: SeenHost,
    edge: "opens" | "closes" | "goesOn" | undefined,
    now: number,
  ): void {
    const known = hosts.get(seen.mac);
    // The last segments of a host that has just moved to another node may still arrive at this node.
    if (edge !== "opens" && known !== undefined && known.node !== this.#options.node) return;
    hosts.isHere(seen, "uses", now);
    this.#mover.settle(duty.address, seen.mac);
    this.#spread(duty.address, hosts);
  }

  /** Moves a host to its home node. */
  #send(shared: SharedAddress, host: Host): void {
    const { duty: { address }, hosts } = shared;
    const mac = shared.macOf(host.home, host.link);
    if (mac === undefined) return;
    this.#mover.tell({ address, to: host.mac, link: host.link, hosts: host.addresses }, mac);
    hosts.moved(host);
    shared.forgetConnections(host.mac);
    this.#spread(address, hosts);
  }

  #take(address: string, { mac, link, addresses }: Host, now: number): void {
    this.#mover.take({ address, to: mac, link, hosts: addresses }, now);
  }

  #found({ mac, host }: FoundHost, link: WireLink, now: number): void {
    if (this.#options.announcers().has(mac)) return;
    for (const [address, { hosts, duty }] of this.#shared) {
      if (isIPv6(address) || !duty.links.includes(link.name)) continue;
      if (!hosts.found({ mac, link: link.name, host }, now)) continue;
      this.#mover.take({ address, to: mac, link: link.name, hosts: [] }, now);
      this.#spread(address, hosts);
    }
  }

  #spread(address: string, hosts: SharedHosts): void {
    const news = hosts.takeNews();
    if (news.size > 0) this.#telling.spread(address, news);
  }
}
