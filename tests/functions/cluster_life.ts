/**
 * A cluster whose nodes come and go, and whose orders `elect` makes. When a node dies, the first living standby of each
 * of its addresses takes the address over.
 *
 * Why: docs/adr/0035-standbys-are-neighbours.md
 *
 * @module
 */

import { elect } from "../../functions/elect.ts";
import type { Observed } from "../../functions/model/observed.ts";
import { nodesConcerned } from "../../functions/model/virtual_ip_labels.ts";
import { Chance } from "../chance.ts";
import { countsOf, leaseOf, nodeNamed, plainWorld, reported } from "./election_world.ts";

/** Longer than the hold-down of `--rebalance-after`. */
const holdDownMs = 400_000;

export class ClusterLife {
  /** By name: since when the node has been up. */
  readonly #up = new Map<string, number>();
  readonly #all: Observed;
  readonly #perNode: number;
  readonly #chance = new Chance(1);
  #named = 0;
  #now: number;
  #virtualIPs: Observed["virtualIPs"] = [];
  /** How often a VirtualIP got another order. The first order of a new VirtualIP does not count. */
  changed = 0;

  /**
   * @param most the most nodes at a time
   * @param perNode the Services for each node: a cluster that grows gets more
   */
  constructor(most: number, perNode: number) {
    this.#all = plainWorld(0, most * perNode);
    this.#perNode = perNode;
    this.#now = this.#all.now;
  }

  get nodes(): readonly string[] {
    return [...this.#up.keys()];
  }

  /** By node: the number of nodes with which it shares an order. */
  get peers(): readonly number[] {
    const peers = new Map(this.nodes.map((node) => [node, new Set<string>()]));
    for (const virtualIP of this.#virtualIPs) {
      const nodes = nodesConcerned(virtualIP);
      for (const node of nodes) for (const other of nodes) if (other !== node) peers.get(node)?.add(other);
    }
    return [...peers.values()].map(({ size }) => size);
  }

  /** By node: the number of addresses that it owns. */
  get owned(): readonly number[] {
    return countsOf(this.#virtualIPs, this.#world.nodes);
  }

  /** New nodes join. */
  join(count: number): void {
    for (let index = 0; index < count; index++) this.#up.set(`n${this.#named++}`, this.#now);
    this.pass();
  }

  /** Random nodes die. Each returns later, or a new node joins in its place. */
  fail(count: number): void {
    const dead = Array.from({ length: count }, () => this.#kill());
    this.#takeOver();
    this.pass();
    for (const node of dead) this.#up.set(this.#chance.next() < 0.5 ? node : `n${this.#named++}`, this.#now);
    this.pass();
  }

  /** Lets the hold-down pass, so that the addresses are balanced. */
  rest(): void {
    this.pass(holdDownMs);
    this.pass(holdDownMs);
  }

  /** Elects. Then the owners report. */
  pass(afterMs = 1_000): void {
    this.#now += afterMs;
    const before = new Map(this.#virtualIPs.map((each) => [each.metadata.name, each.spec.l2?.order]));
    const elected = elect(this.#world).virtualIPs;
    this.changed +=
      elected.filter(({ metadata: { name }, spec: { l2 } }) => before.has(name) && before.get(name) !== l2?.order)
        .length;
    this.#virtualIPs = reported(elected, this.#now);
  }

  get #world(): Observed {
    return {
      ...this.#all,
      now: this.#now,
      services: this.#all.services.slice(0, this.#up.size * this.#perNode),
      nodes: this.nodes.map(nodeNamed),
      leases: [...this.#up].map(([node, since]) => leaseOf(node, since, this.#now)),
      virtualIPs: this.#virtualIPs,
    };
  }

  #kill(): string {
    const node = this.nodes[Math.floor(this.#chance.next() * this.#up.size)] ?? "";
    this.#up.delete(node);
    return node;
  }

  #takeOver(): void {
    const since = new Date(this.#now).toISOString();
    this.#virtualIPs = this.#virtualIPs.map((virtualIP) => {
      const { spec: { l2 }, status } = virtualIP;
      const node = l2?.order.find((each) => this.#up.has(each.node))?.node;
      if (l2 === undefined || node === undefined || this.#up.has(status?.node ?? "")) return virtualIP;
      return { ...virtualIP, status: { node, revision: l2.revision, since } };
    });
  }
}

/** A cluster that grows by a tenth at a time, to at most `to` nodes. */
export function grow(
  { from, to, perNode }: { readonly from: number; readonly to: number; readonly perNode: number },
): ClusterLife {
  const life = new ClusterLife(to, perNode);
  life.join(from);
  while (life.nodes.length < to) {
    life.join(Math.min(Math.ceil(life.nodes.length / 10), to - life.nodes.length));
    life.rest();
  }
  return life;
}
