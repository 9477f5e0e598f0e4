/**
 * A lab with one address in use, and recordings of everything that clients of the address can notice.
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
import { Lab, type Prompt } from "../../../runtime/lab/lab.ts";
import type { LabNode } from "../../../runtime/lab/stage/lab_node.ts";
import type { Recording } from "../../../runtime/lab/stage/recording.ts";
import { patience } from "../../kernel/kernel_has.ts";
import type { Damage } from "./damage.ts";
import { type Family, ground, node, type ServiceManifest, services, virtualIP } from "./manifests.ts";
import { type Network, onNetwork } from "./networks.ts";

const entry = new URL("../../../runtime/main.ts", import.meta.url).href;
const patienceMs = 30_000 * patience;
/** A takeover that takes longer than this time counts as Infinity. */
const lostMs = 10_000;
/** The address is settled if a single node has answered for this time. */
const quietMs = 500;
/** The pause between settling and the next fault. */
const restMs = 1_000;

export interface StageOptions {
  /** More arguments for the announcer of a node. */
  readonly announcerArguments?: (node: string) => readonly string[];
  /** Runs before the announcers start. */
  readonly prepare?: (lab: Lab) => void;
  /** Absent: the plain network. */
  readonly network?: Network;
  /** Absent: only the instruments get real-time priority. */
  readonly prompt?: readonly Prompt[];
}

export class BenchLab implements AsyncDisposable {
  readonly lab: Lab;
  readonly address: string;
  readonly neighbors: Recording<NeighborHeard>;
  readonly http: Recording<HttpAnswered>;
  readonly connection: Recording<Echoed>;

  readonly #link: string;

  private constructor(lab: Lab, address: string, link: string) {
    this.lab = lab;
    this.address = address;
    this.#link = link;
    this.neighbors = lab.watch("watch-neighbors", lab.watcher, [address, "--interface", link]);
    this.http = lab.watch("watch-http", lab.client, [address]);
    this.connection = lab.watch("watch-connection", lab.client, [address]);
  }

  /** Resolves when a single node answers for the address. */
  static async create(nodes: number, family: Family, options: StageOptions = {}): Promise<BenchLab> {
    const lab = await bareLab(nodes, options);
    try {
      applyServices(lab, [{ name: "measured", family }]);
      const address = await addressOf(lab, "default/measured");
      const bench = new BenchLab(lab, address, options.network?.link ?? "eth0");
      await bench.settled();
      return bench;
    } catch (error) {
      await lab.close();
      throw error;
    }
  }

  /** The node with the MAC in the latest answer. */
  get holder(): LabNode {
    const mac = this.neighbors.events.findLast(({ kind }) => kind === "answer")?.mac ?? "";
    const node = this.lab.nodeWith(mac);
    if (node === undefined) throw new Error(`Cannot find the holder of ${this.address}: no node has the MAC "${mac}"`);
    return node;
  }

  /** The MAC of the node's interface on the network of the address. */
  macOf({ host }: LabNode): string {
    return host.macOf(this.#link);
  }

  /** Waits until a single node, and no surrogate, has answered for `quietMs`. */
  async settled(): Promise<void> {
    const giveUp = epochMs() + patienceMs;
    for (;;) {
      await sleep(quietMs / 10);
      const answers = this.answersSince(epochMs() - quietMs);
      const [first] = answers;
      const alone = answers.every(({ mac, source }) => mac === first?.mac && source === first.mac);
      if (answers.length > quietMs / 20 && alone && this.lab.nodeWith(first?.mac ?? "") !== undefined) break;
      if (epochMs() > giveUp) {
        throw new Error(`Cannot go on: no single node answers for ${this.address}\n${this.#logs()}`);
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
   * The time in ms until a wanted node answered. It is counted from the last answer of the node `of`, or from `since`
   * if that is later. A surrogate's answers do not count as answers of `of`. Infinity if no wanted node answered in
   * time.
   */
  async silence(
    of: LabNode,
    { wanted, since }: { readonly wanted: (answer: NeighborHeard) => boolean; readonly since: number },
  ): Promise<number> {
    const isIt = (event: NeighborHeard): boolean => event.kind === "answer" && wanted(event);
    const relief = await this.neighbors.first(isIt, { since, withinMs: lostMs });
    if (relief === undefined) return Infinity;
    const own = this.answersSince(since).findLast(({ source, at }) => source === this.macOf(of) && at < relief.at);
    return relief.at - (own?.at ?? since);
  }

  /** The damage for clients since `since`. Answers with another MAC than `mac` count as damage. */
  damage(since: number, mac: string): Damage {
    const connection = this.connection.since(since);
    const holds = connection.some(({ event }) => event === "echo");
    return {
      moved: this.answersSince(since).filter((answer) => answer.mac !== mac).length,
      lost: this.http.since(since).filter(({ ok }) => !ok).length,
      broken: holds ? connection.filter(({ event }) => event === "broken").length : Infinity,
    };
  }

  conflictsSince(since: number): readonly string[] {
    return conflictsIn(this.lab, since);
  }

  /** Resolves when a node's announcer has written its Lease since `since`, or after `patienceMs`. */
  async announcerUp({ name }: LabNode, since: number): Promise<void> {
    const isIts = (key: string): boolean => key.endsWith(`/arpeggio-announcer-${name}`);
    await this.lab.objects.first(({ kind, key }) => kind === "Lease" && isIts(key), { since, withinMs: patienceMs });
  }

  /** Changes the advertisement, so that all nodes except these may announce. */
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
export async function bareLab(nodes: number, options: StageOptions = {}): Promise<Lab> {
  const lab = await labOfAnnouncers(nodes, options);
  lab.apply({ "ground.yaml": ground(options.network?.ground) });
  for (const { name } of lab.nodes) lab.apply({ [`${name}.yaml`]: node(name, { drained: false }) });
  lab.startController();
  return lab;
}

async function labOfAnnouncers(nodes: number, { prepare, network, ...options }: StageOptions): Promise<Lab> {
  const prepareNode = network === undefined ? {} : { prepareNode: onNetwork(network) };
  const lab = await Lab.create({ nodes, entry, prompt: ["instruments"], ...prepareNode, ...options });
  prepare?.(lab);
  for (const each of lab.nodes) each.startAnnouncer();
  for (const { name } of lab.nodes) {
    const isIts = (key: string): boolean => key.endsWith(`/arpeggio-announcer-${name}`);
    await lab.objects.first(({ kind, key }) => kind === "Lease" && isIts(key), { withinMs: patienceMs });
  }
  return lab;
}

/** The messages of all conflicts in VirtualIPs' status since `since`. */
export function conflictsIn(lab: Lab, since: number): readonly string[] {
  const seen = lab.objects.since(since)
    .filter((event): event is ObjectSeen<"VirtualIP"> => event.kind === "VirtualIP");
  return seen.flatMap(({ key, object }) => {
    const conflict = conditionOf(object?.status?.conditions, "Conflict");
    return conflict?.status === "True" ? [`${key}: ${conflict.message}`] : [];
  });
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
 * Three nodes; each holds a third of these addresses. Writes the VirtualIPs directly, without a controller, because
 * only the announcers are measured.
 */
export async function plannedLab(addresses: readonly string[]): Promise<Lab> {
  const prepare = (made: Lab): void => {
    const names = made.nodes.map(({ name }) => name);
    for (const [index, address] of addresses.entries()) {
      const first = index % names.length;
      made.apply({ [`${address}.yaml`]: virtualIP(address, [...names.slice(first), ...names.slice(0, first)]) });
    }
  };
  const lab = await labOfAnnouncers(3, { prepare });
  for (const giveUp = epochMs() + 10 * patienceMs; epochMs() < giveUp; await sleep(500)) {
    if (lab.nodes.every(({ name }) => knownTo(lab.log(`announcer-${name}`)) >= addresses.length)) return lab;
  }
  await lab.close();
  throw new Error(`Cannot measure: not every announcer knows the ${addresses.length} addresses`);
}

/** The number of addresses in an announcer's log. */
function knownTo(log: string): number {
  return new Set(Array.from(log.matchAll(/"address":"([^"]+)"/g), ([, address]) => address)).size;
}

/** `count` addresses of the lab's pool. */
export function manyAddresses(count: number): readonly string[] {
  return Array.from({ length: count }, (_, index) => `172.16.${16 + Math.floor(index / 250)}.${1 + index % 250}`);
}

export function sleep(ms: number): Promise<void> {
  return new Promise((wake) => setTimeout(wake, ms));
}
