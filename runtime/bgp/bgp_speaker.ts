/**
 * Speaks BGP for one node: decides, tells FRR, and looks what came of it.
 *
 * @module
 */

import type { BGPStanding } from "../../functions/model/bgp/bgp_standing.ts";
import type { Fault } from "../../functions/model/fault.ts";
import type { VirtualIP } from "../../functions/model/crds.ts";
import { route, type Routed } from "../../functions/route.ts";
import { Frr, type FrrNews, type FrrOptions } from "../frr/frr.ts";
import { Bell } from "../host/bell.ts";
import { pause } from "../store/backoff.ts";
import type { Sink, Store } from "../store/store.ts";
import { BGPLog } from "./bgp_log.ts";
import { BGPTroubles } from "./bgp_troubles.ts";
import { BGPWorld } from "./bgp_world.ts";
import { isUp, type PeerStanding, peerStandings } from "./peer_standing.ts";

export interface BGPSpeakerOptions {
  readonly node: string;
  readonly namespace: string;
  readonly ignoreExcludeLabel: boolean;
  readonly store: Store;
  readonly frr: Omit<FrrOptions, "report">;
  /** What is to be told in the Lease is something else than before. */
  readonly onStanding: () => void;
}

/** FRR does not say when a session comes or goes: it is asked. */
const lookEveryMs = 1_000;

/** FRR takes what it is told at once, or refuses it; what it has not taken for so long it may never take. */
const lateMs = 5_000;

/** After a decision it rests for so long: of a burst of changes FRR is told a few times, and each time of many. */
const restMs = 250;

/** Other rests are as long as what was before them, and at most so long. */
const mostRestMs = 500;

export class BGPSpeaker {
  readonly #options: BGPSpeakerOptions;
  readonly #world: BGPWorld;
  readonly #frr: Frr;
  readonly #bell = new Bell();
  readonly #log = new BGPLog();
  readonly #troubles = new BGPTroubles();
  #isNew = true;
  #routed: Routed | undefined;
  #peers: readonly PeerStanding[] = [];
  /** Since when there has been something that FRR has not taken. */
  #untakenSince: number | undefined;
  #standing: BGPStanding = { sessions: [], withheld: [], problems: [] };

  constructor(options: BGPSpeakerOptions) {
    this.#options = options;
    const { node, namespace, store } = options;
    const onChange = (): void => {
      this.#isNew = true;
      this.#bell.ring();
    };
    this.#world = new BGPWorld({ node, namespace, store, onChange });
    this.#frr = new Frr({ ...options.frr, report: (news) => this.#hear(news) });
  }

  /** Takes the VirtualIPs, which the announcer follows anyway. */
  get virtualIPs(): Sink<VirtualIP> {
    return this.#world.virtualIPs;
  }

  /** What the Lease is to tell. */
  get standing(): BGPStanding {
    return this.#standing;
  }

  /** The routers that this node speaks with, as they were seen within the last second; ordered by name. */
  get peers(): readonly PeerStanding[] {
    return this.#peers;
  }

  /** The VirtualIPs that some router is told of by this node, as far as FRR has taken it. */
  get announced(): readonly VirtualIP[] {
    const { announced } = this.#troubles;
    const told = new Set(
      this.#routed?.verdicts.filter(({ peers, prefixes }) =>
        peers.length > 0 && prefixes.every((each) => announced.has(each))
      ).map((each) => each.virtualIP),
    );
    return this.#world.known?.virtualIPs.filter(({ metadata: { name } }) => told.has(name)) ?? [];
  }

  /** How many packets BFD has sent and got, asked now. */
  bfdCounters(): ReturnType<Frr["bfdCounters"]> {
    return this.#frr.bfdCounters();
  }

  /** Runs until the signal aborts, and then takes leave of the routers. */
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
    // Routers with graceful restart have noticed nothing.
    this.#tell(this.#peers.filter(({ gracefulRestart }) => gracefulRestart));
    await following;
  }

  /** Before everything is known FRR goes on with what it does. */
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
    this.#peers = peerStandings(this.#routed?.peers ?? [], { bgp, bfd });
    this.#log.peers(this.#peers);
    this.#tell(this.#peers);
  }

  #tell(peers: readonly PeerStanding[]): void {
    const standing = {
      sessions: peers.filter(isUp).map(({ name }) => name),
      withheld: this.#withheld(),
      problems: [...this.#troubles.sentences, ...(this.#routed?.faults ?? []).filter(isOwn).map(lineOf)],
    };
    if (JSON.stringify(standing) === JSON.stringify(this.#standing)) return;
    this.#standing = standing;
    this.#options.onStanding();
  }

  /** What is to be announced and is not, since FRR refused what it was told, or is late. */
  #withheld(): readonly string[] {
    const { announced, isRefused } = this.#troubles;
    const untaken = (this.#routed?.verdicts ?? []).filter(({ prefixes }) =>
      prefixes.some((each) => !announced.has(each))
    );
    const now = performance.now();
    this.#untakenSince = untaken.length === 0 ? undefined : this.#untakenSince ?? now;
    const isLate = now - (this.#untakenSince ?? now) >= lateMs && this.#peers.some(isUp);
    if (!isRefused && !isLate) return [];
    const addresses = new Map(this.#world.known?.virtualIPs.map(({ metadata, spec }) => [metadata.name, spec.address]));
    return untaken.map(({ virtualIP }) => addresses.get(virtualIP) ?? virtualIP).sort();
  }
}

/** Only this node sees Secrets; what else is wrong the controller tells. */
function isOwn({ reason, severity }: Fault): boolean {
  return reason === "UnknownSecret" && severity === "error";
}

function lineOf({ object: { kind, name }, field, message }: Fault): string {
  return `${kind} ${name}: ${field}: ${message}`;
}
