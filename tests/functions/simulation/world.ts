/**
 * A cluster on one segment, in virtual time: real announcers on virtual wires, with a virtual API server.
 *
 * @module
 */

import { arpProbe, parseArp } from "../../../functions/model/wire/arp.ts";
import type { VirtualIP } from "../../../functions/model/crds.ts";
import type { Answering } from "./answering.ts";
import { Chance } from "../../chance.ts";
import { Neighbour } from "./neighbour.ts";
import { Segment } from "./segment.ts";
import { Timeline } from "./timeline.ts";
import { VirtualApi } from "./virtual_api.ts";
import { VirtualNode } from "./virtual_node.ts";
import { Witness } from "./witness.ts";

export interface WorldOptions {
  readonly seed: number;
  readonly nodes: number;
  /** By address: its order, as the numbers of the nodes. The first node is 1. */
  readonly orders: readonly (readonly number[])[];
  /** The longest delay until the operating system runs a process, in milliseconds. */
  readonly jitterMs?: number;
  /** Seconds between two rounds of gratuitous frames of an established address; 0: no such rounds. */
  readonly refreshSeconds?: number;
  /** True: the nodes share the hosts of each address. Then the world does not note which nodes would answer. */
  readonly loadSharing?: boolean;
}

const start = Date.parse("2026-11-23T10:00:00Z");
const sampleMs = 10;
/** The clocks of the nodes differ, since no announcer may compare its clock with another node's clock. */
const clocksAheadMs = [0, 86_400_000, -60_000, 60_000, -86_400_000];

export class World {
  readonly timeline = new Timeline(start);
  readonly chance: Chance;
  readonly segment: Segment;
  readonly api: VirtualApi;
  readonly nodes: readonly VirtualNode[];
  readonly neighbour: Neighbour;
  readonly witness = new Witness();
  readonly addresses: readonly string[];
  readonly #questions: ReadonlyMap<string, Uint8Array>;
  readonly #history = new Map<string, Answering[]>();
  readonly #story: string[] = [];
  readonly #loadSharing: boolean;

  constructor({ seed, nodes, orders, jitterMs = 3, refreshSeconds = 60, loadSharing = false }: WorldOptions) {
    this.#loadSharing = loadSharing;
    this.chance = new Chance(seed);
    this.segment = new Segment(this.timeline, this.chance);
    this.api = new VirtualApi(this.timeline, this.chance);
    this.neighbour = new Neighbour(this.timeline);
    this.segment.attach(this.neighbour);
    const latencyMs = (): number => this.chance.between(0.02, jitterMs);
    const { timeline, chance, segment, api, witness: onlooker } = this;
    const surroundings = { timeline, chance, segment, api, latencyMs, refreshSeconds, onlooker };
    this.nodes = Array.from(
      { length: nodes },
      (_, index) => {
        const clockAheadMs = clocksAheadMs[(seed + 3 * index) % clocksAheadMs.length] ?? 0;
        return new VirtualNode(index + 1, { ...surroundings, clockAheadMs });
      },
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
    if (!loadSharing) this.#sample();
  }

  /** Milliseconds since the start. */
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
    const { strange } = this.witness;
    if (strange.size > 0) throw new Error(`No transition in the table: ${[...strange].join(", ")}`);
  }

  /** Adds an action of the test to the story, which a failure prints. */
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

  /** The answers for an address from an instant on, and the answer that was in force at that instant. */
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
    const sharing = this.#loadSharing ? { loadSharing: "hosts" } as const : {};
    const l2 = { order: order.map((node) => ({ node })), revision, ...sharing };
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

  /** The nodes whose MACs the neighbour would receive if it asked now. */
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
