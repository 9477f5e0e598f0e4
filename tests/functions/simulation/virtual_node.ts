import { announcerLeaseName } from "../../../functions/model/announcing/status/announcer_lease.ts";
import { keyRing } from "../../../functions/model/announcing/heartbeat/key_ring.ts";
import type { Lease } from "../../../functions/model/kubernetes.ts";
import { annotationLinks, annotationUnheard } from "../../../functions/model/names.ts";
import { arpReply, parseArp } from "../../../functions/model/wire/arp.ts";
import { parsePacket } from "../../../functions/model/wire/traffic.ts";
import { Announcer } from "../../../runtime/announcer/announcer.ts";
import { LeaseEvidence } from "../../../runtime/announcer/lease_evidence.ts";
import { Unheard } from "../../../runtime/announcer/unheard.ts";
import { NodePlan, type SavedPlan } from "../../../runtime/announcer/node_plan.ts";
import type { AnnouncerOnlooker } from "../../../runtime/announcer/onlooker.ts";
import { StatusReporter } from "../../../runtime/announcer/status_reporter.ts";
import { Peers } from "../../../runtime/peers/peers.ts";
import type { WireLink } from "../../../runtime/announcer/wire_port.ts";
import type { Chance } from "../../chance.ts";
import { ack, syn, tcpFrame } from "./client_host.ts";
import type { Segment, Station } from "./segment.ts";
import type { Timeline } from "./timeline.ts";
import type { ApiView, VirtualApi } from "./virtual_api.ts";
import { VirtualWire } from "./virtual_wire.ts";

const renewMs = 10_000;

export interface NodeSurroundings {
  readonly timeline: Timeline;
  readonly chance: Chance;
  readonly segment: Segment;
  readonly api: VirtualApi;
  readonly latencyMs: () => number;
  /** Seconds between two rounds of gratuitous frames of an established address; 0: no such rounds. */
  readonly refreshSeconds: number;
  /** How far the node's clock is ahead, in milliseconds; negative: it is behind. */
  readonly clockAheadMs: number;
  /** Receives each decision of each announcer. */
  readonly onlooker: AnnouncerOnlooker;
}

const keys = keyRing(new Uint8Array(32).fill(7));

/** A node: a kernel that answers for the node's own address, and a real announcer that can be started and stopped. */
export class VirtualNode implements Station {
  readonly name: string;
  readonly mac: string;
  readonly address: string;
  readonly #surroundings: NodeSurroundings;
  #up = true;
  #carrier = true;
  #process: AnnouncerProcess | undefined;
  #saved: SavedPlan | undefined;

  constructor(number: number, surroundings: NodeSurroundings) {
    this.name = `n${number}`;
    this.mac = `02:00:00:00:00:0${number}`;
    this.address = `10.0.0.${number}`;
    this.#surroundings = surroundings;
    surroundings.segment.attach(this);
    surroundings.api.putLease(leaseOf({ node: this.name, links: [this.#link], now: 0 }));
    this.#renewKubelet();
  }

  /** The kubelet runs as long as the node, with its own connection to the API server. */
  #renewKubelet(): void {
    const { api, timeline } = this.#surroundings;
    if (this.#up && !api.isDown) {
      const metadata = { name: this.name, namespace: "kube-node-lease" };
      const renewTime = new Date(timeline.now + this.#surroundings.clockAheadMs).toISOString();
      api.putLease({ apiVersion: "coordination.k8s.io/v1", kind: "Lease", metadata, spec: { renewTime } });
    }
    timeline.after(renewMs, () => this.#renewKubelet());
  }

  get isUp(): boolean {
    return this.#up;
  }

  get hasCarrier(): boolean {
    return this.#carrier;
  }

  get process(): AnnouncerProcess | undefined {
    return this.#process;
  }

  /** True if the node's announcer runs and has a link. */
  get canAnnounce(): boolean {
    return this.#up && this.#carrier && (this.#process?.wire.runs ?? false);
  }

  get #link(): WireLink {
    return { name: "eth0", mac: this.mac, addresses: [`${this.address}/24`] };
  }

  frame(frame: Uint8Array): void {
    if (!this.#up) return;
    const packet = parseArp(frame);
    if (!("drop" in packet) && packet.operation === "request" && packet.targetAddress === this.address) {
      this.#surroundings.segment.sendFrame(this, arpReply(packet, { mac: this.mac, ethernetSource: this.mac }));
    }
    this.#serve(frame);
    this.#process?.wire.frame(frame);
  }

  /** Accepts each TCP connection, as kube-proxy and a Pod do. */
  #serve(frame: Uint8Array): void {
    const { ethernetSource: to, source, destination, segment } = parsePacket(frame) ?? {};
    if (segment?.edge !== "opens" || to === undefined || source === undefined || destination === undefined) return;
    const { sourcePort: destinationPort, destinationPort: sourcePort } = segment;
    const ends = { source: destination, destination: source, sourcePort, destinationPort };
    this.#surroundings.segment.sendFrame(this, tcpFrame({ ...ends, from: this.mac, to, flags: syn | ack }));
  }

  datagram(datagram: Uint8Array, from: string): void {
    if (this.#up) this.#process?.wire.datagram(datagram, from);
  }

  /** Starts the announcer's process, if the node is up and the process does not run. */
  start(): void {
    if (!this.#up || this.#process !== undefined) return;
    const wire = new VirtualWire({ ...this.#surroundings, station: this }, this.#link, this.#carrier);
    this.#process = new AnnouncerProcess(this.name, wire, { ...this.#surroundings, saved: this.#saved });
  }

  /** Stops the announcer's process by SIGTERM. */
  stop(): void {
    const process = this.#process;
    if (process === undefined) return;
    process.stop(() => {
      if (this.#process === process) this.crash();
    });
  }

  crash(): void {
    this.#saved = this.#process?.end() ?? this.#saved;
    this.#process = undefined;
  }

  pause(): void {
    this.#process?.wire.pause();
  }

  resume(): void {
    this.#process?.wire.resume();
  }

  /** The node loses its power. */
  die(): void {
    this.crash();
    this.#up = false;
  }

  /** Boots the kernel; the announcer does not run yet. */
  boot(): void {
    this.#up = true;
  }

  /** Plugs or unplugs the cable; the kernel notices it. */
  setCarrier(carrier: boolean): void {
    this.#carrier = carrier;
    this.#surroundings.segment.put(this, carrier ? 0 : "unplugged");
    this.#process?.wire.setCarrier(carrier);
  }
}

/** One run of an announcer. */
export class AnnouncerProcess {
  readonly wire: VirtualWire;
  readonly view: ApiView;
  readonly #api: VirtualApi;
  readonly #plan: NodePlan;
  readonly #stop = new AbortController();
  readonly #done = new AbortController();
  readonly #run: Promise<void>;

  constructor(
    node: string,
    wire: VirtualWire,
    { timeline, chance, api, onlooker, refreshSeconds, clockAheadMs, saved }: NodeSurroundings & {
      readonly saved: SavedPlan | undefined;
    },
  ) {
    this.wire = wire;
    this.view = api.view();
    this.#api = api;
    const clock = (): number => timeline.now + clockAheadMs;
    const incarnation = 1 + Math.floor(chance.next() * 0xfffffffe);
    const peers = new Peers({ node, keys, incarnation, everyMs: 100 }, clock());
    const reporter = new StatusReporter(this.view, this.#done.signal);
    const plan: NodePlan = new NodePlan({
      node,
      namespace: "metallb-system",
      store: this.view,
      holds: (address) => announcer.holds(address),
      onLease: (peer, seen) => {
        evidence.watched(peer, seen);
        unheard.leased(peer, seen, clock());
      },
      onChange: (addresses) => announcer.planChanged(addresses),
    });
    this.#plan = plan;
    const unheard = new Unheard(node);
    const evidence = new LeaseEvidence({ namespace: "metallb-system", store: this.view, clock });
    const renew = (): void =>
      this.view.renew(leaseOf({ node, links: wire.links, unheard: unheard.nodes, now: clock() }));
    const renewAlways = (): void => {
      if (this.#done.signal.aborted) return;
      if (wire.runs) renew();
      timeline.after(renewMs, renewAlways);
    };
    const announcer: Announcer = new Announcer({
      node,
      wire,
      peers,
      plan,
      refreshSeconds,
      everyMs: 100,
      clock,
      report: (virtualIP) => reporter.report(virtualIP),
      evidence,
      unheard,
      twins: () => new Set(),
      onLinks: renew,
      onlooker,
    });
    renewAlways();
    if (saved !== undefined) plan.restore(saved);
    void plan.follow(this.#done.signal);
    this.#run = announcer.run(this.#stop.signal);
  }

  stop(ended: () => void): void {
    void this.#run.then(ended);
    this.#stop.abort();
  }

  /** Ends the process without a farewell; returns the content of its state file. */
  end(): SavedPlan {
    this.wire.kill();
    this.#api.drop(this.view);
    this.#done.abort();
    return this.#plan.saved;
  }
}

interface LeaseFacts {
  readonly node: string;
  readonly links: readonly WireLink[];
  readonly unheard?: readonly string[];
  readonly now: number;
}

function leaseOf({ node, links, unheard = [], now }: LeaseFacts): Lease {
  return {
    apiVersion: "coordination.k8s.io/v1",
    kind: "Lease",
    metadata: {
      name: announcerLeaseName(node),
      namespace: "metallb-system",
      annotations: {
        [annotationLinks]: JSON.stringify({ links }),
        ...(unheard.length > 0 && { [annotationUnheard]: unheard.join() }),
      },
    },
    spec: { renewTime: new Date(now).toISOString() },
  };
}
