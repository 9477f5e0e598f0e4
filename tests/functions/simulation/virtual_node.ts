import { announcerLeaseName } from "../../../functions/model/announcing/announcer_lease.ts";
import type { Lease } from "../../../functions/model/kubernetes.ts";
import { annotationLinks } from "../../../functions/model/names.ts";
import { arpReply, parseArp } from "../../../functions/model/wire/arp.ts";
import { Announcer } from "../../../runtime/announcer/announcer.ts";
import { Plan, type SavedPlan } from "../../../runtime/announcer/plan.ts";
import { StatusReporter } from "../../../runtime/announcer/status_reporter.ts";
import { Peers } from "../../../runtime/peers/peers.ts";
import type { WireLink } from "../../../runtime/announcer/wire_port.ts";
import type { Chance } from "./chance.ts";
import type { Segment, Station } from "./segment.ts";
import type { Timeline } from "./timeline.ts";
import type { ApiView, VirtualApi } from "./virtual_api.ts";
import { VirtualWire } from "./virtual_wire.ts";

export interface NodeSurroundings {
  readonly timeline: Timeline;
  readonly chance: Chance;
  readonly segment: Segment;
  readonly api: VirtualApi;
  readonly latencyMs: () => number;
}

const key = new Uint8Array(32).fill(7);

/** A node: a kernel that answers for its own address, and an announcer, the real one, that comes and goes. */
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
    surroundings.api.putLease(leaseOf(this.name, [this.#link]));
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

  /** Its announcer runs and has a link. */
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
    this.#process?.wire.frame(frame);
  }

  datagram(datagram: Uint8Array, from: string): void {
    if (this.#up) this.#process?.wire.datagram(datagram, from);
  }

  /** The announcer's process begins, if the node is up and it does not run already. */
  start(): void {
    if (!this.#up || this.#process !== undefined) return;
    const wire = new VirtualWire({ ...this.#surroundings, station: this }, this.#link, this.#carrier);
    this.#process = new AnnouncerProcess(this.name, wire, { ...this.#surroundings, saved: this.#saved });
  }

  /** SIGTERM. */
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

  /** The power goes. */
  die(): void {
    this.crash();
    this.#up = false;
  }

  /** The kernel is there again, the announcer not yet. */
  boot(): void {
    this.#up = true;
  }

  /** Pulls the cable: the kernel sees it. */
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
  readonly #plan: Plan;
  readonly #stop = new AbortController();
  readonly #done = new AbortController();
  readonly #run: Promise<void>;

  constructor(
    node: string,
    wire: VirtualWire,
    { timeline, chance, api, saved }: NodeSurroundings & { readonly saved: SavedPlan | undefined },
  ) {
    this.wire = wire;
    this.view = api.view();
    this.#api = api;
    const clock = (): number => timeline.now;
    const incarnation = 1 + Math.floor(chance.next() * 0xfffffffe);
    const peers = new Peers({ node, key, incarnation }, clock());
    const reporter = new StatusReporter(this.view, this.#done.signal);
    const plan: Plan = new Plan({
      node,
      namespace: "metallb-system",
      store: this.view,
      holds: (address) => announcer.holds(address),
      onChange: (addresses) => announcer.planChanged(addresses),
    });
    this.#plan = plan;
    const announcer: Announcer = new Announcer({
      node,
      wire,
      peers,
      plan,
      refreshSeconds: 60,
      clock,
      report: (virtualIP) => reporter.report(virtualIP),
      onLinks: () => this.view.renew(leaseOf(node, wire.links)),
    });
    this.view.renew(leaseOf(node, wire.links));
    if (saved !== undefined) plan.restore(saved);
    void plan.follow(this.#done.signal);
    this.#run = announcer.run(this.#stop.signal);
  }

  stop(ended: () => void): void {
    void this.#run.then(ended);
    this.#stop.abort();
  }

  /** Gives what the state file has. */
  end(): SavedPlan {
    this.wire.kill();
    this.#api.drop(this.view);
    this.#done.abort();
    return this.#plan.saved;
  }
}

/** Which links are up; when it was renewed does not matter here. */
function leaseOf(node: string, links: readonly WireLink[]): Lease {
  return {
    apiVersion: "coordination.k8s.io/v1",
    kind: "Lease",
    metadata: {
      name: announcerLeaseName(node),
      namespace: "metallb-system",
      annotations: { [annotationLinks]: JSON.stringify({ links }) },
    },
  };
}
