/**
 * A node with real traffic to the API server: it reads its plan, and writes its Lease and its statuses. The local
 * network is simulated without faults: a node knows other nodes' claims at once, and a node's death after half a
 * second.
 *
 * @module
 */

import { heartbeatStanding } from "../../../functions/model/announcing/heartbeat/heartbeat_standing.ts";
import { keyRing } from "../../../functions/model/announcing/heartbeat/key_ring.ts";
import type { VirtualIP } from "../../../functions/model/crds.ts";
import { LeaseKeeper } from "../../../runtime/announcer/lease_keeper.ts";
import { NodePlan } from "../../../runtime/announcer/node_plan.ts";
import { StatusReporter } from "../../../runtime/announcer/status_reporter.ts";
import type { Store } from "../../../runtime/store/store.ts";

/** The time until other nodes take a dead node's addresses over, in ms. */
export const takeoverMs = 500;

/** How long a node that has left the order still answers if no other node takes over, in ms. */
const farewellMs = 800;

const tickMs = 50;

interface Claim {
  readonly since: string;
  /** The time when the node left the order. */
  readonly outSince?: number;
}

export class StandInNode {
  readonly name: string;
  readonly #segment: Map<string, StandInNode>;
  readonly #plan: NodePlan;
  readonly #statuses: StatusReporter;
  readonly #claims = new Map<string, Claim>();
  readonly #stop = new AbortController();
  readonly #running: Promise<unknown>;
  readonly #now: () => number;
  #diedAt = Infinity;

  /** @param segment the nodes of one local network, by name; the new node is added */
  constructor(
    { name, store, namespace }: { readonly name: string; readonly store: Store; readonly namespace: string },
    segment: Map<string, StandInNode>,
    now: () => number,
  ) {
    this.name = name;
    this.#segment = segment;
    this.#now = now;
    segment.set(name, this);
    this.#plan = new NodePlan({
      node: name,
      namespace,
      store,
      holds: (each) => this.answers(each),
      onLease: () => {},
      onChange: () => {},
    });
    this.#statuses = new StatusReporter(store, this.#stop.signal);
    const links = [{ name: "eth0", index: 2, mac: "02:00:00:00:00:01", addresses: [] }];
    const heartbeat = heartbeatStanding(keyRing(new Uint8Array(32)), []);
    const lease = new LeaseKeeper({
      node: name,
      namespace,
      store,
      links: () => links,
      unheard: () => [],
      twin: () => undefined,
      heartbeat: () => heartbeat,
    });
    const timer = setInterval(() => this.#turn(), tickMs);
    this.#stop.signal.addEventListener("abort", () => clearInterval(timer), { once: true });
    this.#running = Promise.all([this.#plan.follow(this.#stop.signal), lease.run(this.#stop.signal)]);
  }

  get isAlive(): boolean {
    return this.#diedAt === Infinity;
  }

  answers(address: string): boolean {
    return this.isAlive && this.#claims.has(address);
  }

  /** Simulates a loss of the node's power. */
  die(): void {
    this.#diedAt = this.#now();
    this.#stop.abort();
  }

  async stop(): Promise<void> {
    this.#stop.abort();
    await this.#running;
    await this.#statuses.settled();
  }

  /** True if this node knows that the named node is dead. */
  #isLost(name: string): boolean {
    const other = this.#segment.get(name);
    return other === undefined || this.#now() - other.#diedAt >= takeoverMs;
  }

  #turn(): void {
    if (!this.isAlive) return;
    const planned = new Map(this.#plan.virtualIPs.map((each) => [each.spec.address, each]));
    for (const [address, claim] of this.#claims) {
      const better = this.#better(planned.get(address));
      const isOut = better === undefined;
      const { outSince = this.#now() } = claim;
      const isRelieved = (better ?? [...this.#segment.keys()]).some((name) =>
        name !== this.name && this.#claimed(name, address)
      );
      if (isRelieved || (isOut && this.#now() - outSince > farewellMs)) this.#claims.delete(address);
      else if (isOut) this.#claims.set(address, { ...claim, outSince });
      else this.#claims.set(address, { since: claim.since });
    }
    for (const [address, virtualIP] of planned) {
      const better = this.#better(virtualIP);
      if (!this.#claims.has(address) && better?.every((name) => this.#isLost(name)) === true) {
        this.#claims.set(address, { since: new Date().toISOString() });
      }
      this.#report(virtualIP);
    }
  }

  #claimed(name: string, address: string): boolean {
    return this.#segment.get(name)?.answers(address) ?? false;
  }

  /** The nodes before this one in the order; undefined: this node is not in the order. */
  #better(virtualIP: VirtualIP | undefined): readonly string[] | undefined {
    const order = virtualIP?.spec.l2?.order.map(({ node }) => node) ?? [];
    const rank = order.indexOf(this.name);
    return rank < 0 ? undefined : order.slice(0, rank);
  }

  #report(virtualIP: VirtualIP): void {
    const { address, l2 } = virtualIP.spec;
    const claim = this.#claims.get(address);
    if (claim === undefined || virtualIP.status?.node === this.name) return;
    this.#statuses.report({
      ...virtualIP,
      status: {
        node: this.name,
        interfaces: ["eth0"],
        ...(l2?.revision !== undefined && { revision: l2.revision }),
        since: claim.since,
        conditions: [{
          type: "Announced",
          status: "True",
          reason: "Announcing",
          message: "",
          lastTransitionTime: claim.since,
        }],
      },
    });
  }
}
