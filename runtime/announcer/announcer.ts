/**
 * The loop of one node: listen, decide, answer.
 *
 * @module
 */

import { announce, answer } from "../../functions/announce.ts";
import type { VirtualIP } from "../../functions/model/crds.ts";
import type { Duty } from "../../functions/model/announcing/duty.ts";
import { suspended } from "../../functions/model/announcing/suspended.ts";
import type { HoldingEntry } from "../../functions/model/announcing/heartbeat.ts";
import type { Announcing, AnswerTable, OnLink, Peer, Stranger } from "../../functions/model/announcing/situation.ts";
import { beatMs, lateMs, stalledMs } from "../../functions/model/announcing/timing.ts";
import { announcementFrames, probeFrames, speakerIn } from "./frames.ts";
import { logChanges, logStall } from "./log_changes.ts";
import type { AnnouncerOnlooker } from "./onlooker.ts";
import { sharedNetworks } from "./shared_networks.ts";
import { signatureOf } from "./signature.ts";
import type { Plan } from "./plan.ts";
import { Prober } from "./prober.ts";
import type { Peers } from "../peers/peers.ts";
import type { DatagramOrigin, WireEvents, WireLink, WirePort } from "./wire_port.ts";

export interface AnnouncerOptions {
  readonly node: string;
  readonly wire: WirePort;
  readonly peers: Peers;
  readonly plan: Plan;
  readonly refreshSeconds: number;
  /** Milliseconds since the epoch that never go back nor jump. */
  readonly clock: () => number;
  /** Takes the statuses that are to be written. */
  readonly report: (virtualIP: VirtualIP) => void;
  /** The usable links are others than before. */
  readonly onLinks: () => void;
  readonly onlooker?: AnnouncerOnlooker | undefined;
}

/** After a pass, changes of the plan rest for so many times as long as it took. */
const restFactor = 5;

/** How long an announcer that stops goes on answering, so that its peers have heard that they are to answer for it. */
const farewellMs = 3 * beatMs;

export class Announcer implements WireEvents {
  readonly #options: AnnouncerOptions;
  readonly #prober = new Prober();
  readonly #strangers = new Map<string, Stranger>();
  #knownMacs: ReadonlySet<string> = new Set();
  #duties: ReadonlyMap<string, Duty> = new Map();
  #table: AnswerTable = new Map();
  #asked: readonly OnLink[] = [];
  #signature = "";
  #linked: boolean;
  #dirty = true;
  #replan = false;
  /** A change of the plan waits so long, so that a burst of them costs a few passes. */
  #replanAt = 0;
  #beatAt = 0;
  #resyncAt = 0;
  #wakeAt = Infinity;

  constructor(options: AnnouncerOptions) {
    this.#options = options;
    this.#linked = options.wire.links.length > 0;
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
    return this.#table.has(address);
  }

  /** The plan has changed. */
  planChanged(): void {
    this.#replan = true;
    this.#options.wire.wake();
  }

  frame(frame: Uint8Array, link: WireLink): void {
    this.#noticeStall();
    const answered = answer(frame, link, this.#table);
    this.#options.onlooker?.answered(answered);
    if ("reply" in answered) return this.#options.wire.sendFrame(answered.reply, link.name);
    const speaker = speakerIn(frame);
    if (speaker === undefined || speaker.mac === link.mac) return;
    const now = this.#options.clock();
    this.#prober.answered({ address: speaker.address, link: link.name }, speaker.mac, now);
    if (this.#table.has(speaker.address) && !this.#knownMacs.has(speaker.mac)) {
      this.#strangers.set(speaker.address, { mac: speaker.mac, at: now });
      this.#dirty = true;
    }
  }

  datagram(datagram: Uint8Array, from: DatagramOrigin): void {
    this.#noticeStall();
    const { peers, clock, onlooker } = this.#options;
    const heard = peers.hear(datagram, from, clock());
    onlooker?.heard(heard);
  }

  linksChanged(): void {
    const { wire, peers, clock, onLinks } = this.#options;
    const linked = wire.links.length > 0;
    // Without a link it heard nobody, and others may answer by now.
    if (linked && !this.#linked) peers.listenAgain(clock());
    this.#linked = linked;
    this.#dirty = true;
    onLinks();
  }

  async #turn(): Promise<void> {
    const { wire, peers, clock, onlooker } = this.#options;
    await wire.wait(Math.max(0, this.#wakeAt - clock()), this);
    this.#noticeStall();
    const now = clock();
    onlooker?.turned(now);
    if (this.#prober.settle(now) || (this.#replan && now >= this.#replanAt)) this.#dirty = true;
    const view = peers.view(this.#prober.records, now);
    const signature = signatureOf(view);
    if (this.#dirty || signature !== this.#signature || now >= this.#resyncAt) this.#decide(view, now);
    this.#signature = signature;
    if (now >= this.#beatAt) this.#sendBeats(now);
    this.#sendProbes(now);
    this.#wakeAt = Math.min(
      this.#beatAt,
      this.#resyncAt,
      this.#prober.nextAt,
      this.#replan ? this.#replanAt : Infinity,
    );
  }

  #decide(peers: ReadonlyMap<string, Peer>, now: number): void {
    const { node, wire, plan, refreshSeconds, clock, onlooker } = this.#options;
    const before = this.#duties;
    const probes = this.#prober.records;
    this.#dirty = false;
    this.#replan = false;
    this.#setAddresses(now);
    const announcing = announce({
      now,
      node,
      listeningSince: this.#options.peers.listeningSince,
      links: wire.links,
      virtualIPs: plan.virtualIPs,
      peers,
      knownMacs: this.#knownMacs,
      probes,
      strangers: this.#strangers,
      duties: before,
      refreshSeconds,
    });
    this.#apply(announcing, now);
    const ms = clock() - now;
    this.#replanAt = now + restFactor * ms;
    onlooker?.decided({ before, announcing, peers, probes, now, ms });
  }

  #apply(announcing: Announcing, now: number): void {
    const { wire, peers, report } = this.#options;
    logChanges(this.#duties, announcing.duties);
    this.#duties = announcing.duties;
    this.#table = announcing.answers;
    this.#asked = announcing.probes;
    this.#resyncAt = announcing.resyncAt ?? Infinity;
    const asked = [...this.#asked, ...peers.probes(now)].map((each) => each.address);
    wire.follow(new Set([...announcing.answers.keys(), ...asked]));
    for (const on of announcing.gratuitous) this.#send(on, announcementFrames);
    const isNews = peers.setHoldings(holdingsOf(announcing));
    if (peers.setState(this.#isStarting() ? "starting" : "running") || isNews) this.#beatAt = now;
    for (const address of this.#strangers.keys()) if (!this.#table.has(address)) this.#strangers.delete(address);
    for (const virtualIP of announcing.statuses) report(virtualIP);
  }

  /** Who the peers are, and where: as their Leases say. */
  #setAddresses(now: number): void {
    const { wire, peers, plan } = this.#options;
    const addresses = plan.peers.flatMap((peer) => sharedNetworks(peer, wire.links));
    peers.setAddresses(addresses, now);
    const links = [...wire.links, ...plan.peers.flatMap((peer) => peer.links)];
    this.#knownMacs = new Set([...links.map((link) => link.mac), ...peers.macs]);
  }

  /**
   * It starts until it has a plan, and knows of what that gives it what others hold: so long its peers answer in its name.
   */
  #isStarting(): boolean {
    const { node, plan } = this.#options;
    return !plan.isKnown || this.#duties.values().some((duty) => duty.role === "waiting" && duty.holder === node);
  }

  /** This process did not run for a while: what it knows may be old, and others may answer by now. */
  #noticeStall(): void {
    const { clock, peers } = this.#options;
    const now = clock();
    const late = now - this.#wakeAt;
    if (late < lateMs) return;
    this.#wakeAt = now;
    if (late < stalledMs) return peers.forgive(now);
    logStall(late);
    this.#options.onlooker?.stalled();
    peers.listenAgain(now);
    this.#duties = suspended(this.#duties);
    this.#table = new Map();
    this.#dirty = true;
  }

  #send(on: OnLink, framesOf: (address: string, link: WireLink) => readonly Uint8Array[]): void {
    const { wire } = this.#options;
    const link = wire.links.find((each) => each.name === on.link);
    if (link === undefined) return;
    for (const frame of framesOf(on.address, link)) wire.sendFrame(frame, link.name);
  }

  #sendProbes(now: number): void {
    this.#prober.want([...this.#asked, ...this.#options.peers.probes(now)]);
    for (const on of this.#prober.due(now)) this.#send(on, probeFrames);
  }

  #sendBeats(now: number): void {
    const { wire, peers } = this.#options;
    this.#beatAt = now + beatMs;
    const macs = new Map(wire.links.map((link) => [link.name, link.mac]));
    for (const beat of peers.beats(macs, now)) wire.sendDatagram(beat.datagram, beat);
  }
}

function holdingsOf(announcing: Announcing): HoldingEntry[] {
  return [
    ...announcing.claims,
    ...announcing.declines.map((address): HoldingEntry => ({ address, declined: true })),
  ];
}
