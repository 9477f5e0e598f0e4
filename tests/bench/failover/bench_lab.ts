/**
 * A lab with one address of each family in use, and everything that is watched while it is hurt.
 *
 * @module
 */

import { conditionOf } from "../../../functions/model/conditions.ts";
import {
  type Echoed,
  epochMs,
  type HttpAnswered,
  type NeighborHeard,
  type ObjectSeen,
} from "../../../runtime/lab/client/events.ts";
import { Lab } from "../../../runtime/lab/lab.ts";
import type { LabNode } from "../../../runtime/lab/lab_node.ts";
import type { Recording } from "../../../runtime/lab/recording.ts";
import type { Damage } from "./line.ts";
import { type Family, ground, node, type ServiceManifest, services, virtualIP } from "./manifests.ts";

const entry = new URL("../../../runtime/main.ts", import.meta.url).href;
const patienceMs = 30_000;
/** A takeover that has not come by then will not come. */
const lostMs = 10_000;
/** Of this length must be the last stretch in which one node alone answered. */
const quietMs = 500;
/** And this long everybody is left in peace before the next blow. */
const restMs = 1_000;

export class BenchLab implements AsyncDisposable {
  readonly lab: Lab;
  readonly address: string;
  readonly neighbors: Recording<NeighborHeard>;
  readonly http: Recording<HttpAnswered>;
  readonly connection: Recording<Echoed>;

  private constructor(lab: Lab, address: string) {
    this.lab = lab;
    this.address = address;
    this.neighbors = lab.watch("watch-neighbors", lab.watcher, [address]);
    this.http = lab.watch("watch-http", lab.client, [address]);
    this.connection = lab.watch("watch-connection", lab.client, [address]);
  }

  /** Resolves when the address is answered for. */
  static async create(nodes: number, family: Family): Promise<BenchLab> {
    const lab = await bareLab(nodes);
    try {
      applyServices(lab, [{ name: "measured", family }]);
      const address = await addressOf(lab, "default/measured");
      const bench = new BenchLab(lab, address);
      await bench.settled();
      return bench;
    } catch (error) {
      await lab.close();
      throw error;
    }
  }

  /** The node whose MAC was answered last. */
  get holder(): LabNode {
    const mac = this.neighbors.events.findLast(({ kind }) => kind === "answer")?.mac ?? "";
    const node = this.lab.nodeWith(mac);
    if (node === undefined) throw new Error(`Cannot find who has ${this.address}: no node has the MAC "${mac}"`);
    return node;
  }

  /** Waits until one node alone answers, for itself, and has done so for a while. */
  async settled(): Promise<void> {
    const giveUp = epochMs() + patienceMs;
    for (;;) {
      await sleep(quietMs / 10);
      const answers = this.answersSince(epochMs() - quietMs);
      const [first] = answers;
      const alone = answers.every(({ mac, source }) => mac === first?.mac && source === first.mac);
      if (answers.length > quietMs / 20 && alone && this.lab.nodeWith(first?.mac ?? "") !== undefined) break;
      if (epochMs() > giveUp) {
        throw new Error(`Cannot go on: nobody alone answers for ${this.address}\n${this.#logs()}`);
      }
    }
    await sleep(restMs);
    const kept = epochMs() - patienceMs;
    for (const recording of [this.neighbors, this.http, this.connection]) recording.forget(kept);
  }

  answersSince(since: number): readonly NeighborHeard[] {
    return this.neighbors.since(since).filter(({ kind }) => kind === "answer");
  }

  /**
   * How long it took until somebody wanted answered: from the last answer that this node itself gave, or from the blow if it
   * was silent by then. What others said in its name in between does not count.
   * Infinity when nobody wanted answered in time.
   */
  async silence(
    of: LabNode,
    { wanted, since }: { readonly wanted: (answer: NeighborHeard) => boolean; readonly since: number },
  ): Promise<number> {
    const isIt = (event: NeighborHeard): boolean => event.kind === "answer" && wanted(event);
    const relief = await this.neighbors.first(isIt, { since, withinMs: lostMs });
    if (relief === undefined) return Infinity;
    const own = this.answersSince(since).findLast(({ source, at }) => source === of.mac && at < relief.at);
    return relief.at - (own?.at ?? since);
  }

  /** What was noticed since then, where this MAC was to stay. */
  damage(since: number, mac: string): Damage {
    const connection = this.connection.since(since);
    const holds = connection.some(({ event }) => event === "echo");
    return {
      moved: this.answersSince(since).filter((answer) => answer.mac !== mac).length,
      lost: this.http.since(since).filter(({ ok }) => !ok).length,
      broken: holds ? connection.filter(({ event }) => event === "broken").length : Infinity,
    };
  }

  /** What statuses of VirtualIPs have said since then of others that speak for their addresses. */
  conflictsSince(since: number): readonly string[] {
    const seen = this.lab.objects.since(since)
      .filter((event): event is ObjectSeen<"VirtualIP"> => event.kind === "VirtualIP");
    return seen.flatMap(({ key, object }) => {
      const conflict = conditionOf(object?.status?.conditions, "Conflict");
      return conflict?.status === "True" ? [`${key}: ${conflict.message}`] : [];
    });
  }

  /** Resolves when the announcer that has just been started on a node has shown life in its Lease. */
  async announcerUp({ name }: LabNode, since: number): Promise<void> {
    const isIts = (key: string): boolean => key.endsWith(`/arpeggio-announcer-${name}`);
    await this.lab.objects.first(({ kind, key }) => kind === "Lease" && isIts(key), { since, withinMs: patienceMs });
  }

  /** Announce from all nodes but these. */
  announceExcept(...nodes: readonly string[]): void {
    this.lab.apply({ "ground.yaml": ground({ exceptNodes: nodes }) });
  }

  #logs(): string {
    const names = ["controller", ...this.lab.nodes.map(({ name }) => `announcer-${name}`)];
    return names.map((name) => `${name}:\n${this.lab.log(name).split("\n").slice(-12).join("\n")}`).join("\n");
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.lab.close();
    await Promise.all([this.neighbors, this.http, this.connection].map((recording) => recording.stop()));
  }
}

/** Nodes with announcers, and a controller, but no Service. */
export async function bareLab(nodes: number): Promise<Lab> {
  const lab = await labOfAnnouncers(nodes);
  lab.apply({ "ground.yaml": ground() });
  for (const { name } of lab.nodes) lab.apply({ [`${name}.yaml`]: node(name, { drained: false }) });
  lab.startController();
  return lab;
}

/** @param plan what is in the cluster before the announcers start, if anything */
async function labOfAnnouncers(nodes: number, plan: (lab: Lab) => void = () => {}): Promise<Lab> {
  const lab = await Lab.create({ nodes, entry, promptInstruments: true });
  plan(lab);
  for (const each of lab.nodes) each.startAnnouncer();
  for (const { name } of lab.nodes) {
    const isIts = (key: string): boolean => key.endsWith(`/arpeggio-announcer-${name}`);
    await lab.objects.first(({ kind, key }) => kind === "Lease" && isIts(key), { withinMs: patienceMs });
  }
  return lab;
}

export function applyServices(lab: Lab, wanted: readonly Omit<ServiceManifest, "servedBy">[]): void {
  const servedBy = lab.nodes.map(({ name }) => name);
  lab.apply({ "services.yaml": services(wanted.map((one) => ({ ...one, servedBy }))) });
}

export async function addressOf(lab: Lab, service: string): Promise<string> {
  await lab.objects.first(
    ({ kind, key }) =>
      kind === "Service" && key === service &&
      lab.latest("Service", service)?.status?.loadBalancer?.ingress !== undefined,
    {
      withinMs: patienceMs,
    },
  );
  const ip = lab.latest("Service", service)?.status?.loadBalancer?.ingress?.[0]?.ip;
  if (ip === undefined) {
    throw new Error(`Cannot go on: ${service} has no address\n${lab.log("controller").slice(-2_000)}`);
  }
  return ip;
}

/**
 * Three nodes with so many addresses, which each of them has a third of. The plan is written as it is, by no controller:
 * what is measured is the announcers.
 */
export async function plannedLab(addresses: readonly string[]): Promise<Lab> {
  const lab = await labOfAnnouncers(3, (made) => {
    const names = made.nodes.map(({ name }) => name);
    for (const [index, address] of addresses.entries()) {
      const first = index % names.length;
      made.apply({ [`${address}.yaml`]: virtualIP(address, [...names.slice(first), ...names.slice(0, first)]) });
    }
  });
  for (const giveUp = epochMs() + 10 * patienceMs; epochMs() < giveUp; await sleep(500)) {
    if (lab.nodes.every(({ name }) => knownTo(lab.log(`announcer-${name}`)) >= addresses.length)) return lab;
  }
  await lab.close();
  throw new Error(`Cannot measure: not every announcer knows the ${addresses.length} addresses`);
}

/** Of how many addresses an announcer has said in its log what it does for them. */
function knownTo(log: string): number {
  return new Set(Array.from(log.matchAll(/"address":"([^"]+)"/g), ([, address]) => address)).size;
}

/** So many addresses of the lab's pool. */
export function manyAddresses(count: number): readonly string[] {
  return Array.from({ length: count }, (_, index) => `172.16.${16 + Math.floor(index / 250)}.${1 + index % 250}`);
}

export function sleep(ms: number): Promise<void> {
  return new Promise((wake) => setTimeout(wake, ms));
}
