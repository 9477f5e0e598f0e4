/**
 * The main loop of one node's announcer: listen, decide, answer.
 *
 * @module
 */

import type { Peer } from "../../functions/model/announcing/liveness/peer.ts";
import { announce, answer } from "../../functions/announce.ts";
import type { Affected } from "../../functions/model/announcing/liveness/affected.ts";
import { bindingsOf } from "../../functions/model/announcing/duties/bound.ts";
import type { Asked } from "../../functions/model/announcing/liveness/probe.ts";
import type { Announcing } from "../../functions/model/announcing/duties/situation.ts";
import { KnownMacs } from "./known_macs.ts";
import type { AnnouncerOptions } from "./announcer_options.ts";
import { Beats } from "./beats.ts";
import { mostAtOnce, PassQueue } from "./pass_queue.ts";
import { HeartbeatBatching } from "./heartbeat_batching.ts";
import { Decisions } from "./decisions.ts";
import { announcementFrames, probeFrames, senderIn, sendFrames } from "./frames.ts";
import { logChanges } from "./log_changes.ts";
import { leasedMacs, sharedNetworks } from "./shared_networks.ts";
import { PeerWatch } from "./peer_watch.ts";
import { Prober } from "./prober.ts";
import { LoadSharer } from "./load_sharer.ts";
import { ClientRedirector } from "./client_redirector.ts";
import { Sightings } from "./sightings.ts";
import { noticeStall } from "./stall.ts";
import { Verifier } from "./verifier.ts";
import type { DatagramOrigin, WireEvents, WireLink } from "./wire_port.ts";

/** After a pass of t ms, a change of the plan waits until 5 × t ms after the start of the pass. */
const restFactor = 5;

export class Announcer implements WireEvents {
  readonly #options: AnnouncerOptions;
  readonly #prober = new Prober();
  readonly #sightings = new Sightings();
  readonly #knownMacs = new KnownMacs();
  readonly #decisions = new Decisions();
  readonly #queue = new PassQueue();
  readonly #batching = new HeartbeatBatching();
  readonly #verifier = new Verifier();
  readonly #redirector: ClientRedirector;
  readonly #sharer: LoadSharer;
  readonly #beats: Beats;
  readonly #watch: PeerWatch;
  #linked: ReadonlySet<string>;
  #dirty = true;
  #replan = false;
  /** A change of the plan waits until this instant, so that a burst of changes costs a few passes. */
  #replanAt = 0;
  #wakeAt = Infinity;

  constructor(options: AnnouncerOptions) {
    this.#options = options;
    this.#redirector = new ClientRedirector(options);
    this.#sharer = new LoadSharer({ ...options, announcers: () => this.#knownMacs.present });
    options.peers.tellHosts(this.#sharer);
    this.#beats = new Beats(options);
    this.#watch = new PeerWatch({ ...options, renew: options.onLinks });
    this.#linked = new Set(options.wire.links.map(({ name }) => name));
  }

  /** Runs until the signal aborts. Then tells the peers that it restarts, so that they answer with this node's MAC. */
  async run(signal: AbortSignal): Promise<void> {
    const { wire } = this.#options;
    signal.addEventListener("abort", () => wire.wake(), { once: true });
    while (!signal.aborted) await this.#turn();
    await this.#beats.farewell(this);
  }

  /** True if this node answers for the address. */
  holds(address: string): boolean {
    return this.#decisions.answers.has(address);
  }

  /** Call it when the plan has changed for these addresses. */
  planChanged(addresses: Affected): void {
    this.#queue.add(addresses);
    if (!this.#replan) this.#options.wire.wake();
    this.#replan = true;
  }

  frame(frame: Uint8Array, link: WireLink): void {
    this.#noticeStall();
    const answered = answer(frame, link, this.#decisions.answers, this.#sharer);
    this.#options.onlooker?.answered(answered);
    if ("reply" in answered) return this.#options.wire.sendFrame(answered.reply, link.name);
    this.#sharer.heard(frame, link);
    const sender = senderIn(frame);
    if (sender === undefined || sender.mac === link.mac) return;
    const at = this.#options.clock();
    const listener = { node: this.#options.node, duties: this.#decisions.duties, knownMacs: this.#knownMacs };
    const isNews = this.#sightings.note({ ...sender, link: link.name, at }, listener);
    if (isNews && !this.#knownMacs.present.has(sender.mac)) this.#options.peers.twins.ask(link.name, at);
    const isAnswer = this.#prober.answered({ address: sender.address, link: link.name }, sender.mac, at);
    if (isNews || (isAnswer && this.#decisions.asksFor(sender.address))) this.#lookAt(new Set([sender.address]));
  }

  datagram(datagram: Uint8Array, from: DatagramOrigin): void {
    this.#noticeStall();
    const { peers, clock, onlooker } = this.#options;
    const heard = peers.hear(datagram, from, clock() - from.ageMs);
    if ("drop" in heard) this.#batching.noteDrop(clock());
    else this.#sharer.told(heard.hosts ?? [], from.link);
    onlooker?.heard(heard);
  }

  linksChanged(): void {
    const { wire, peers, plan, clock, onLinks } = this.#options;
    const plugged = wire.links.filter(({ name }) => !this.#linked.has(name));
    this.#linked = new Set(wire.links.map(({ name }) => name));
    // While the link was down, no heartbeats arrived on it, so another node may answer by now.
    if (sharedNetworks(plan.peers, plugged).length > 0) peers.listenAgain(clock());
    this.#lookAt("all");
    onLinks();
  }

  /** Queues addresses whose decision may change. */
  #lookAt(addresses: Affected): void {
    if (addresses !== "all" && addresses.size === 0) return;
    this.#queue.add(addresses);
    this.#dirty = true;
  }

  async #turn(): Promise<void> {
    const { wire, peers, clock, onlooker } = this.#options;
    await wire.wait(this.#batching.waitMs(this.#wakeAt, clock()), this, this.#batching.patience(clock()));
    this.#noticeStall();
    const now = clock();
    onlooker?.turned(now);
    this.#lookAt(new Set(this.#prober.settle(now).values().filter((address) => this.#decisions.asksFor(address))));
    const { peers: view, news } = this.#watch.turn(this.#prober.records, now);
    this.#batching.notePeers(view, now);
    this.#lookAt(news);
    if (news === "all") this.#lookAt(this.#decisions.behindQuiet(view));
    this.#lookAt(this.#decisions.due(now));
    this.#verify(now);
    if (this.#dirty || (this.#replan && now >= this.#replanAt)) this.#decide(view, now);
    if (now >= this.#beats.nextAt) {
      wire.guard(this.#batching.isFlooded(now) ? peers.echoing(now) : undefined);
      this.#beats.send(now);
    }
    this.#prober.want(this.#asked(now));
    for (const on of this.#prober.due(now)) sendFrames(wire, on, probeFrames);
    this.#sharer.turn(now);
    this.#wakeAt = this.#dirty ? clock() : Math.min(
      this.#beats.nextAt,
      this.#decisions.resyncAt,
      this.#prober.nextAt,
      this.#sharer.nextAt,
      // While heartbeats are batched, the loop does not wake up for each silent peer: that would cost too much CPU
      // time.
      this.#batching.patience(now) === undefined ? peers.silentAt(now) : Infinity,
      this.#replan ? this.#replanAt : Infinity,
    );
  }

  #decide(peers: ReadonlyMap<string, Peer>, now: number): void {
    const { node, wire, plan, refreshSeconds, clock, onlooker } = this.#options;
    const looked = this.#queue.take(mostAtOnce, () => [...plan.addresses, ...this.#decisions.addresses]);
    this.#dirty = this.#queue.hasMore;
    this.#replan = false;
    this.#batching.noteNews(now);
    this.#setAddresses(now);
    const announcing = announce({
      now,
      node,
      listeningSince: this.#options.peers.listeningSince,
      links: wire.links,
      idle: wire.idle,
      virtualIPs: plan.virtualIPsAt(looked),
      peers,
      signatures: this.#watch.signatures,
      ...plan.leased,
      bindings: bindingsOf([{ node, links: [...wire.links, ...wire.idle] }, ...plan.peers]),
      announcers: this.#knownMacs.present,
      twins: this.#options.twins(),
      probes: this.#prober.records,
      ...this.#sightings.seen,
      duties: this.#decisions.duties,
      hostsServed: this.#sharer.counts,
      refreshSeconds,
    });
    const before = this.#decisions.take(looked, announcing);
    this.#redirector.follow(looked, before, announcing.duties);
    this.#sharer.follow(looked, before, announcing.duties, now);
    logChanges(before, announcing.duties);
    this.#apply(announcing, now);
    const ms = clock() - now;
    this.#replanAt = now + restFactor * ms;
    const [{ duties }, { records: probes }] = [this.#decisions, this.#prober];
    onlooker?.decided({ before, announcing, duties, peers, probes, sharer: this.#sharer, now, ms });
  }

  #apply(announcing: Announcing, now: number): void {
    const { wire, report } = this.#options;
    this.#follow(now);
    for (const on of announcing.gratuitous) sendFrames(wire, on, announcementFrames);
    if (!this.#queue.hasMore && this.#tell()) this.#beats.nextAt = now;
    this.#sightings.keep(this.#decisions.duties, this.#knownMacs.present);
    for (const virtualIP of announcing.statuses) report(virtualIP);
  }

  /**
   * Puts all decisions into the next heartbeats; true if the peers do not know them yet. The heartbeats have the state
   * `starting` until the plan is known and no address is in the state `learning`.
   */
  #tell(): boolean {
    const { plan, peers } = this.#options;
    const isNews = peers.setHoldings([...this.#decisions.holdings, ...this.#verifier.missed]);
    return peers.setState(plan.isKnown && !this.#decisions.isLearning ? "running" : "starting") || isNews;
  }

  /** Checks that other nodes answer for the addresses that they hold. */
  #verify(now: number): void {
    const { peers } = this.#options;
    const seen = { now, duties: this.#decisions.duties, probes: this.#prober.records, own: peers.own.bind(peers) };
    if (!this.#verifier.turn(seen)) return;
    this.#follow(now);
    if (!this.#queue.hasMore && this.#tell()) this.#beats.nextAt = now;
  }

  #asked(now: number): readonly Asked[] {
    return [...this.#verifier.asked, ...this.#decisions.probes, ...this.#options.peers.probes(now)];
  }

  /** Subscribes to the frames about all addresses that this node answers for, probes, or scans from. */
  #follow(now: number): void {
    const answered = [...this.#decisions.answers.keys(), ...this.#sharer.followed];
    this.#options.wire.follow(new Set([...answered, ...this.#asked(now).map((each) => each.address)]));
  }

  /** Takes the peers' addresses from their Leases, and their MACs from their Leases and heartbeats. */
  #setAddresses(now: number): void {
    const { node, wire: { links }, peers, plan } = this.#options;
    peers.setAddresses(sharedNetworks(plan.peers, links), now);
    const macs = [...peers.macs, ...leasedMacs([...plan.peers, { node, links }])];
    this.#knownMacs.set(new Map(macs), now);
  }

  #noticeStall(): void {
    const noticed = noticeStall(this.#wakeAt, this.#options);
    if (noticed === "on time") return;
    this.#wakeAt = this.#options.clock();
    if (noticed === "late") return;
    for (const each of [this.#decisions, this.#sharer]) each.suspend();
    this.#lookAt("all");
  }
}
