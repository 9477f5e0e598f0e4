/**
 * The loop of one node: listen, decide, answer.
 *
 * @module
 */

import { announce, answer } from "../../functions/announce.ts";
import { type Affected, affected } from "../../functions/model/announcing/affected.ts";
import type { Announcing, Peer } from "../../functions/model/announcing/situation.ts";
import { beatMs, lateMs, stalledMs } from "../../functions/model/announcing/timing.ts";
import { Acquaintances } from "./acquaintances.ts";
import type { AnnouncerOptions } from "./announcer_options.ts";
import { Attention, mostAtOnce } from "./attention.ts";
import { Calm } from "./calm.ts";
import { Decisions } from "./decisions.ts";
import { announcementFrames, probeFrames, sendFrames, speakerIn } from "./frames.ts";
import { logChanges, logStall } from "./log_changes.ts";
import { leasedMacs, sharedNetworks } from "./shared_networks.ts";
import { Prober } from "./prober.ts";
import { Redirector } from "./redirector.ts";
import { Speakers } from "./speakers.ts";
import { Verifier } from "./verifier.ts";
import type { DatagramOrigin, WireEvents, WireLink } from "./wire_port.ts";

/** After a pass, changes of the plan rest for so many times as long as it took. */
const restFactor = 5;

/** How long an announcer that stops goes on answering, so that its peers have heard that they are to answer for it. */
const farewellMs = 3 * beatMs;

export class Announcer implements WireEvents {
  readonly #options: AnnouncerOptions;
  readonly #prober = new Prober();
  readonly #speakers = new Speakers();
  readonly #acquaintances = new Acquaintances();
  readonly #decisions = new Decisions();
  readonly #attention = new Attention();
  readonly #calm = new Calm();
  readonly #verifier = new Verifier();
  readonly #redirector: Redirector;
  #peersBefore: ReadonlyMap<string, Peer> = new Map();
  #linked: ReadonlySet<string>;
  #dirty = true;
  #replan = false;
  /** A change of the plan waits so long, so that a burst of them costs a few passes. */
  #replanAt = 0;
  #beatAt = 0;
  #wakeAt = Infinity;

  constructor(options: AnnouncerOptions) {
    this.#options = options;
    this.#redirector = new Redirector(options);
    this.#linked = new Set(options.wire.links.map(({ name }) => name));
  }

  /** Runs until the signal aborts, and then says farewell: the peers answer in this node's name until it is back. */
  async run(signal: AbortSignal): Promise<void> {
    const { wire, peers, clock } = this.#options;
    signal.addEventListener("abort", () => wire.wake(), { once: true });
    while (!signal.aborted) await this.#turn();
    peers.setState("restarting");
    for (const until = clock() + farewellMs; clock() < until;) {
      this.#beatAt = Math.min(this.#beatAt, clock());
      this.#sendBeats(clock());
      this.#beatAt = clock() + beatMs / 4;
      await wire.wait(beatMs / 4, this);
    }
  }

  /** Does this node answer for the address? */
  holds(address: string): boolean {
    return this.#decisions.answers.has(address);
  }

  /** The plan has changed, for these addresses. */
  planChanged(addresses: Affected): void {
    this.#attention.draw(addresses);
    if (!this.#replan) this.#options.wire.wake();
    this.#replan = true;
  }

  frame(frame: Uint8Array, link: WireLink): void {
    this.#noticeStall();
    const answered = answer(frame, link, this.#decisions.answers);
    this.#options.onlooker?.answered(answered);
    if ("reply" in answered) return this.#options.wire.sendFrame(answered.reply, link.name);
    const speaker = speakerIn(frame);
    if (speaker === undefined || speaker.mac === link.mac) return;
    const at = this.#options.clock();
    const listener = { node: this.#options.node, duties: this.#decisions.duties, acquaintances: this.#acquaintances };
    const isNews = this.#speakers.hear({ ...speaker, at }, listener);
    const isAnswer = this.#prober.answered({ address: speaker.address, link: link.name }, speaker.mac, at);
    if (isNews || (isAnswer && this.#decisions.asksFor(speaker.address))) this.#lookAt(new Set([speaker.address]));
  }

  datagram(datagram: Uint8Array, from: DatagramOrigin): void {
    this.#noticeStall();
    const { peers, clock, onlooker } = this.#options;
    const heard = peers.hear(datagram, from, clock() - from.ageMs);
    // Lest a flood fills the socket.
    if ("drop" in heard) this.#calm.stir(clock());
    onlooker?.heard(heard);
  }

  linksChanged(): void {
    const { wire, peers, plan, clock, onLinks } = this.#options;
    const plugged = wire.links.filter(({ name }) => !this.#linked.has(name));
    this.#linked = new Set(wire.links.map(({ name }) => name));
    // Where it had no link it heard nobody, and others may answer by now.
    if (plan.peers.some((peer) => sharedNetworks(peer, plugged).length > 0)) peers.listenAgain(clock());
    this.#lookAt("all");
    onLinks();
  }

  /** The answer for these addresses may be another from now on. */
  #lookAt(addresses: Affected): void {
    if (addresses !== "all" && addresses.size === 0) return;
    this.#attention.draw(addresses);
    this.#dirty = true;
  }

  async #turn(): Promise<void> {
    const { wire, peers, clock, onlooker } = this.#options;
    await wire.wait(Math.max(0, this.#wakeAt - clock()), this, this.#calm.patience(clock()));
    this.#noticeStall();
    const now = clock();
    onlooker?.turned(now);
    this.#lookAt(new Set(this.#prober.settle(now).values().filter((address) => this.#decisions.asksFor(address))));
    const view = peers.view(this.#prober.records, now);
    this.#calm.look(view, now);
    const news = affected(this.#peersBefore, view);
    this.#lookAt(news);
    if (news === "all") this.#lookAt(this.#decisions.behindQuiet(view));
    this.#peersBefore = view;
    this.#lookAt(this.#decisions.due(now));
    this.#verify(now);
    if (this.#dirty || (this.#replan && now >= this.#replanAt)) this.#decide(view, now);
    if (now >= this.#beatAt) this.#sendBeats(now);
    this.#sendProbes(now);
    this.#wakeAt = this.#dirty ? clock() : Math.min(
      this.#beatAt,
      this.#decisions.resyncAt,
      this.#prober.nextAt,
      peers.silentAt(now),
      this.#replan ? this.#replanAt : Infinity,
    );
  }

  #decide(peers: ReadonlyMap<string, Peer>, now: number): void {
    const { node, wire, plan, refreshSeconds, clock, onlooker } = this.#options;
    const looked = this.#attention.take(mostAtOnce, () => [...plan.addresses, ...this.#decisions.addresses]);
    this.#dirty = this.#attention.isDrawn;
    this.#replan = false;
    this.#calm.stir(now);
    this.#setAddresses(now);
    const announcing = announce({
      now,
      node,
      listeningSince: this.#options.peers.listeningSince,
      links: wire.links,
      idle: wire.idle,
      virtualIPs: plan.virtualIPsAt(looked),
      peers,
      announcers: this.#acquaintances.present,
      probes: this.#prober.records,
      strangers: this.#speakers.strangers,
      rivals: this.#speakers.rivals,
      duties: this.#decisions.duties,
      refreshSeconds,
    });
    const before = this.#decisions.take(looked, announcing);
    this.#redirector.follow(looked, before, announcing.duties);
    logChanges(before, announcing.duties);
    this.#apply(announcing, now);
    const ms = clock() - now;
    this.#replanAt = now + restFactor * ms;
    const { duties } = this.#decisions;
    onlooker?.decided({ before, announcing, duties, peers, probes: this.#prober.records, now, ms });
  }

  #apply(announcing: Announcing, now: number): void {
    const { wire, report } = this.#options;
    this.#follow(now);
    for (const on of announcing.gratuitous) sendFrames(wire, on, announcementFrames);
    if (!this.#attention.isDrawn && this.#tell()) this.#beatAt = now;
    this.#speakers.keep(this.#decisions.duties, this.#acquaintances.present);
    for (const virtualIP of announcing.statuses) report(virtualIP);
  }

  /** Tells the peers all that is decided; true if that is news. It starts until it has a plan and knows what others hold. */
  #tell(): boolean {
    const { node, plan, peers } = this.#options;
    const isNews = peers.setHoldings([...this.#decisions.holdings, ...this.#verifier.missed]);
    const hasStarted = plan.isKnown && !this.#decisions.isLearning(node);
    return peers.setState(hasStarted ? "running" : "starting") || isNews;
  }

  /** Is what others hold answered for? */
  #verify(now: number): void {
    const { peers } = this.#options;
    const seen = { now, duties: this.#decisions.duties, probes: this.#prober.records, own: peers.own.bind(peers) };
    if (!this.#verifier.turn(seen)) return;
    this.#follow(now);
    if (!this.#attention.isDrawn && this.#tell()) this.#beatAt = now;
  }

  /** Which addresses frames are wanted about. */
  #follow(now: number): void {
    const { wire, peers } = this.#options;
    const asked = [...this.#decisions.probes, ...this.#verifier.asked, ...peers.probes(now)];
    wire.follow(new Set([...this.#decisions.answers.keys(), ...asked.map((each) => each.address)]));
  }

  /** Who the peers are, and where: as their Leases say. */
  #setAddresses(now: number): void {
    const { node, wire, peers, plan } = this.#options;
    peers.setAddresses(plan.peers.flatMap((peer) => sharedNetworks(peer, wire.links)), now);
    const macs = [...peers.macs, ...leasedMacs([...plan.peers, { node, links: wire.links }])];
    this.#acquaintances.meet(new Map(macs), now);
  }

  /** This process did not run for a while: what it knows may be old, and others may answer by now. */
  #noticeStall(): void {
    const { clock, peers } = this.#options;
    const now = clock();
    const late = now - this.#wakeAt;
    if (late < lateMs) return;
    this.#wakeAt = now;
    if (late < stalledMs) return peers.forgive(late, now);
    logStall(late);
    this.#options.onlooker?.stalled();
    peers.listenAgain(now);
    this.#decisions.suspend();
    this.#lookAt("all");
  }

  #sendProbes(now: number): void {
    const { wire, peers } = this.#options;
    this.#prober.want([...this.#verifier.asked, ...this.#decisions.probes, ...peers.probes(now)]);
    for (const on of this.#prober.due(now)) sendFrames(wire, on, probeFrames);
  }

  #sendBeats(now: number): void {
    const { wire, peers } = this.#options;
    this.#beatAt = now + beatMs;
    const macs = new Map(wire.links.map((link) => [link.name, link.mac]));
    for (const beat of peers.beats(macs, now)) wire.sendDatagram(beat.datagram, beat);
  }
}
