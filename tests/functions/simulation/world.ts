/**
 * A cluster on one segment, in virtual time: real announcers on virtual wires, with a virtual API server.
 *
 * @module
 */

import { arpProbe, parseArp } from "../../../functions/model/wire/arp.ts";
import type { VirtualIP } from "../../../functions/model/crds.ts";
import type { Answering } from "./answering.ts";
import { Chance } from "./chance.ts";
import { Neighbour } from "./neighbour.ts";
import { Segment } from "./segment.ts";
import { Timeline } from "./timeline.ts";
import { VirtualApi } from "./virtual_api.ts";
import { VirtualNode } from "./virtual_node.ts";

export interface WorldOptions {
  readonly seed: number;
  readonly nodes: number;
  /** For each address its order, by the numbers of nodes from 1 on. */
  readonly orders: readonly (readonly number[])[];
  /** Up to how late the operating system lets a process run. */
  readonly jitterMs?: number;
}

const start = Date.parse("2026-11-23T10:00:00Z");
const sampleMs = 10;

export class World {
  readonly timeline = new Timeline(start);
  readonly chance: Chance;
  readonly segment: Segment;
  readonly api: VirtualApi;
  readonly nodes: readonly VirtualNode[];
  readonly neighbour: Neighbour;
  readonly addresses: readonly string[];
  readonly #questions: ReadonlyMap<string, Uint8Array>;
  readonly #history = new Map<string, Answering[]>();
  readonly #story: string[] = [];

  constructor({ seed, nodes, orders, jitterMs = 3 }: WorldOptions) {
    this.chance = new Chance(seed);
    this.segment = new Segment(this.timeline, this.chance);
    this.api = new VirtualApi(this.timeline, this.chance);
    this.neighbour = new Neighbour(this.timeline);
    this.segment.attach(this.neighbour);
    const latencyMs = (): number => this.chance.between(0.02, jitterMs);
    const { timeline, chance, segment, api } = this;
    this.nodes = Array.from(
      { length: nodes },
      (_, index) => new VirtualNode(index + 1, { timeline, chance, segment, api, latencyMs }),
    );
    this.addresses = orders.map((_, index) => `10.0.0.20${index}`);
    this.#questions = new Map(this.addresses.map((address) => [
      address,
      arpProbe({ address, mac: this.neighbour.mac, sender: this.neighbour.address }),
    ]));
    for (const [index, order] of orders.entries()) {
      this.plan(this.addresses[index] ?? "", order.map((number) => `n${number}`), 1);
    }
    for (const node of this.nodes) node.start();
    this.#sample();
  }

  /** Milliseconds since the beginning. */
  get now(): number {
    return this.timeline.now - start;
  }

  node(name: string): VirtualNode {
    const node = this.nodes.find((each) => each.name === name);
    if (node === undefined) throw new Error(`Cannot find node: ${name}`);
    return node;
  }

  async run(ms: number): Promise<void> {
    await this.timeline.run(this.timeline.now + ms, () => this.#rest());
  }

  /** Something that the test does, for the story of a failure. */
  tell(what: string): void {
    this.#story.push(`${this.now.toFixed(0)}: ${what}`);
  }

  get story(): string {
    const answers = [...this.#history].flatMap(([address, answerings]) =>
      answerings.map(({ at, by }) => ({ at, line: `${at.toFixed(0)}: ${address} answered by [${by}]` }))
    );
    const told = this.#story.map((line) => ({ at: Number.parseFloat(line), line }));
    return [...told, ...answers].sort((a, b) => a.at - b.at).map(({ line }) => line).join("\n");
  }

  /** What has been answered for an address since an instant, the answering then included. */
  answers(address: string, since = 0): readonly Answering[] {
    const history = this.#history.get(address) ?? [];
    const first = history.findLastIndex((each) => each.at <= since);
    return history.slice(Math.max(0, first)).map(({ at, by }) => ({ at: Math.max(at, since), by }));
  }

  holders(address: string): readonly string[] {
    return this.#history.get(address)?.at(-1)?.by ?? [];
  }

  virtualIP(address: string): VirtualIP | undefined {
    return this.api.virtualIPs.get(address);
  }

  plan(address: string, order: readonly string[], revision: number): void {
    const before = this.virtualIP(address);
    const l2 = { order: order.map((node) => ({ node })), revision };
    this.api.put({
      apiVersion: "arpeggio.dev/v1alpha1",
      kind: "VirtualIP",
      metadata: { name: address },
      spec: { address, pool: "pool", services: [], l2 },
      ...(before?.status !== undefined && { status: before.status }),
    });
  }

  #sample(): void {
    for (const address of this.addresses) {
      const by = this.#answering(address);
      const history = this.#history.get(address) ?? [];
      if (history.at(-1)?.by.join() !== by.join()) history.push({ at: this.now, by });
      this.#history.set(address, history);
    }
    this.timeline.after(sampleMs, () => this.#sample());
  }

  /** Whose MACs the neighbour would hear, if it asked now. */
  #answering(address: string): readonly string[] {
    const question = this.#questions.get(address) ?? new Uint8Array();
    const macs = this.nodes.filter((node) => node.isUp && this.segment.reaches(this.neighbour, node))
      .flatMap((node) => node.process?.wire.asked(question) ?? [])
      .map((frame) => parseArp(frame)).map((packet) => "drop" in packet ? "" : packet.senderMac);
    return [...new Set(macs)].map((mac) => this.nodes.find((node) => node.mac === mac)?.name ?? mac).sort();
  }

  async #rest(): Promise<void> {
    for (let turns = 0; this.nodes.some((node) => node.process?.wire.isBusy); turns++) {
      if (turns > 1_000) throw new Error("Cannot go on: an announcer does not come to rest");
      await null;
    }
  }
}
