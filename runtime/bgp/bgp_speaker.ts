/**
 * Runs BGP on one node: decides what to announce, configures FRR, and checks the result.
 *
 * @module
 */

import { pause } from "../ground/pause.ts";
import type { BGPStanding } from "../../functions/model/announcing/bgp_standing.ts";
import type { Fault } from "../../functions/model/fault.ts";
import type { VirtualIP } from "../../functions/model/crds.ts";
import { route, type Routed } from "../../functions/route.ts";
import { Frr, type FrrNews, type FrrOptions } from "../frr/frr.ts";
import { Bell } from "../host/bell.ts";
import type { Sink, Store } from "../store/store.ts";
import { BGPLog } from "./bgp_log.ts";
import { BGPTroubles } from "./bgp_troubles.ts";
import { BGPWorld } from "./bgp_world.ts";
import { LostSessions } from "./lost_sessions.ts";
import { MuteSessions } from "./mute_sessions.ts";
import { isUp, type PeerStanding, peerStandings } from "./peer_standing.ts";
import { AwaitedSessions } from "./sessions_before.ts";

export interface BGPSpeakerOptions {
  readonly node: string;
  readonly namespace: string;
  readonly ignoreExcludeLabel: boolean;
  readonly store: Store;
  readonly frr: Omit<FrrOptions, "report">;
  /** BGPPeers with which the node had a session before its announcer started. */
  readonly sessionsBefore: readonly string[];
  /** Called when `standing` has changed, so that the Lease reports it. */
  readonly onStanding: () => void;
}

/** The interval at which FRR is asked for its sessions, since it does not report changes. */
const lookEveryMs = 1_000;

/** FRR normally accepts a configuration at once. Routes that it has not accepted after 5 s count as withheld. */
const lateMs = 5_000;

/** The shortest pause after a decision, so that a burst of changes reaches FRR in a few large steps. */
const restMs = 250;

/** A pause is as long as the work before it, but never longer than this. */
const mostRestMs = 500;

export class BGPSpeaker {
  readonly #options: BGPSpeakerOptions;
  readonly #world: BGPWorld;
  readonly #frr: Frr;
  readonly #bell = new Bell();
  readonly #log = new BGPLog();
  readonly #troubles = new BGPTroubles();
  readonly #mute = new MuteSessions();
  readonly #lost = new LostSessions();
  readonly #awaited: AwaitedSessions;
  #isNew = true;
  #routed: Routed | undefined;
  #peers: readonly PeerStanding[] = [];
  /** Since when FRR has not accepted a part of its configuration. */
  #untakenSince: number | undefined;
  #standing: BGPStanding = { sessions: [], withheld: [], problems: [], awaited: [] };

  constructor(options: BGPSpeakerOptions) {
    this.#options = options;
    this.#awaited = new AwaitedSessions(options.sessionsBefore, performance.now());
    const { node, namespace, store } = options;
    const onChange = (): void => {
      this.#isNew = true;
      this.#bell.ring();
    };
    this.#world = new BGPWorld({ node, namespace, store, onChange });
    this.#frr = new Frr({ ...options.frr, report: (news) => this.#hear(news) });
  }

  /** The sink for the VirtualIPs, which the announcer follows anyway. */
  get virtualIPs(): Sink<VirtualIP> {
    return this.#world.virtualIPs;
  }

  /** The BGP state that the Lease reports. */
  get standing(): BGPStanding {
    return this.#standing;
  }

  /** The routers of this node as FRR last reported them, ordered by name; updated about once a second. */
  get peers(): readonly PeerStanding[] {
    return this.#peers;
  }

  /** The VirtualIPs that this node announces to a router and that FRR has accepted. */
  get announced(): readonly VirtualIP[] {
    const { announced } = this.#troubles;
    const told = new Set(
      this.#routed?.verdicts.filter(({ peers, prefixes }) =>
        peers.length > 0 && prefixes.every((each) => announced.has(each))
      ).map((each) => each.virtualIP),
    );
    return this.#world.known?.virtualIPs.filter(({ metadata: { name } }) => told.has(name)) ?? [];
  }

  /** Asks FRR for the numbers of BFD packets that were sent and received. */
  bfdCounters(): ReturnType<Frr["bfdCounters"]> {
    return this.#frr.bfdCounters();
  }

  /** Runs until the signal aborts, and then leaves the routers: see `Frr.leave`. */
  async run(signal: AbortSignal): Promise<void> {
    const following = this.#world.follow(signal);
    signal.addEventListener("abort", () => this.#bell.ring(), { once: true });
    while (!signal.aborted) {
      await this.#bell.heard(lookEveryMs);
      this.#bell.mute();
      if (signal.aborted) break;
      const started = performance.now();
      const leastRestMs = this.#isNew ? restMs : 0;
      if (this.#isNew) this.#decide();
      await this.#look();
      await pause(Math.min(Math.max(performance.now() - started, leastRestMs), mostRestMs), signal);
    }
    await this.#frr.leave();
    // Routers with graceful restart keep the routes of a closed session.
    const [kept, closed] = [true, false].map((each) =>
      this.#peers.filter((peer) => isUp(peer) && peer.gracefulRestart === each)
    );
    const awaited = [...this.#awaited.names, ...(closed ?? []).map(({ name }) => name)].sort();
    this.#tell(kept ?? [], awaited);
    await following;
  }

  /** Decides, if all objects are known. Until then FRR keeps its configuration. */
  #decide(): void {
    const { namespace, ignoreExcludeLabel } = this.#options;
    const known = this.#world.known;
    if (known === undefined) return;
    this.#isNew = false;
    this.#routed = route({ ...known, settings: { namespace, ignoreExcludeLabel } });
    this.#log.faults(this.#routed.faults);
    this.#frr.want(this.#routed);
  }

  #hear(news: FrrNews): void {
    this.#troubles.note(news);
    this.#log.news(news);
    this.#bell.ring();
  }

  async #look(): Promise<void> {
    const [bgp, bfd] = await Promise.all([this.#frr.bgpSessions(), this.#frr.bfdSessions()]);
    const now = performance.now();
    this.#peers = peerStandings(this.#routed?.peers ?? [], { bgp: this.#mute.look(bgp, now), bfd });
    this.#log.peers(this.#peers);
    this.#lost.look(this.#peers);
    if (this.#routed !== undefined) this.#awaited.look(this.#peers, this.#routed.unread, now);
    this.#tell(this.#peers, this.#awaited.names);
  }

  #tell(peers: readonly PeerStanding[], awaited: readonly string[]): void {
    const standing = {
      sessions: peers.filter(isUp).map(({ name }) => name),
      withheld: this.#withheld(),
      problems: [...this.#troubles.sentences, ...(this.#routed?.faults ?? []).filter(isOwn).map(lineOf)],
      awaited,
      ...(this.#lost.causes !== undefined && { lost: this.#lost.causes }),
    };
    if (JSON.stringify(standing) === JSON.stringify(this.#standing)) return;
    this.#standing = standing;
    this.#options.onStanding();
  }

  /**
   * The addresses that FRR should announce but has not accepted, because it refuses them or is late. Empty if FRR had
   * accepted all of them at some time in the last 5 s, or if no session is up.
   */
  #withheld(): readonly string[] {
    const { announced } = this.#troubles;
    const untaken = (this.#routed?.verdicts ?? []).filter(({ prefixes }) =>
      prefixes.some((each) => !announced.has(each))
    );
    const now = performance.now();
    this.#untakenSince = untaken.length === 0 ? undefined : this.#untakenSince ?? now;
    const isLate = now - (this.#untakenSince ?? now) >= lateMs && this.#peers.some(isUp);
    if (!isLate) return [];
    const addresses = new Map(this.#world.known?.virtualIPs.map(({ metadata, spec }) => [metadata.name, spec.address]));
    return untaken.map(({ virtualIP }) => addresses.get(virtualIP) ?? virtualIP).sort();
  }
}

/** True for faults of Secrets, which only announcers read; the controller reports all other faults. */
function isOwn({ reason, severity }: Fault): boolean {
  return reason === "UnknownSecret" && severity === "error";
}

function lineOf({ object: { kind, name }, field, message }: Fault): string {
  return `${kind} ${name}: ${field}: ${message}`;
}
