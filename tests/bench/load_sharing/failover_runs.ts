/**
 * Runs of a failover with load sharing. In each run, announcers restart, and a node dies and comes back. The node that
 * dies also announces an address without load sharing, for comparison. Each host has both addresses in its neighbor
 * table.
 *
 * @module
 */

import type { IPFamily } from "../../../functions/model/kubernetes.ts";
import { ranked } from "../../../functions/model/announcing/sharing/assignment.ts";
import { epochMs } from "../../../runtime/lab/client/events.ts";
import { eventually } from "../../../runtime/lab/stage/eventually.ts";
import type { Host } from "../../../runtime/lab/stage/host.ts";
import type { LabNode } from "../../../runtime/lab/stage/lab_node.ts";
import { sleep } from "../../lab/stage/bench_lab.ts";
import { heardFrames } from "../../lab/stage/heard_frames.ts";
import { SharedLab, type SharedLabOptions } from "../../lab/stage/shared_lab.ts";

/** Hosts that never ask for the address: two with one open connection, and two with a new connection every second. */
const connected = 2;
const slow = 2;
/** Hosts that no node knows: they have sent nothing yet. */
const unknown = 2;

/** A host without another MAC after this time counts as Infinity. */
const lostMs = 10_000;
/** After this time, the requests of the first second after a fault have ended. */
const aftermathMs = 3_000;
const returnPatienceMs = 90_000;
/** After this time, restarted announcers have the records of all hosts, and have seen new connections. */
const informedMs = 5_000;

/** What one run has found. Times are in milliseconds. */
export interface Found {
  /** Until every host had another MAC for the address without load sharing. */
  readonly plain: number;
  /** For each host of the dead node that had asked: until it had another MAC for the shared address. */
  readonly asking: readonly number[];
  readonly silent: readonly number[];
  readonly found: readonly number[];
  readonly lostByOthers: number;
  readonly framesToOthers: number;
  readonly toGroups: number;
  readonly restartLost: number;
  readonly restartMoved: number;
  readonly returned: number;
  readonly returnLost: number;
  readonly returnBroken: number;
}

export class FailoverRuns implements AsyncDisposable {
  readonly #lab: SharedLab;
  readonly #family: IPFamily;
  readonly #asking: readonly Host[];
  readonly #connected: readonly Host[];
  readonly #slow: readonly Host[];
  readonly #unknown: readonly Host[];
  readonly #requests: ReadonlyMap<Host, ReturnType<SharedLab["requests"]>>;
  readonly #connections: ReadonlyMap<Host, ReturnType<SharedLab["connection"]>>;
  #macs = 0;

  private constructor(lab: SharedLab, family: IPFamily) {
    this.#lab = lab;
    this.#family = family;
    const hosts = [...lab.hosts];
    this.#connected = hosts.splice(0, connected);
    this.#slow = hosts.splice(0, slow);
    this.#unknown = hosts.splice(0, unknown);
    this.#asking = hosts;
    this.#requests = new Map([
      ...this.#slow.map((host) => [host, lab.requests(host, 1_000)] as const),
      ...this.#asking.map((host) => [host, lab.requests(host, 100)] as const),
    ]);
    this.#connections = new Map(this.#connected.map((host) => [host, lab.connection(host)]));
  }

  static async create({ nodes, hosts, family }: SharedLabOptions): Promise<FailoverRuns> {
    const made = new FailoverRuns(await SharedLab.create({ nodes, hosts, family }), family);
    await sleep(aftermathMs);
    return made;
  }

  async run(): Promise<Found> {
    const node = this.#lab.holder;
    for (const host of [...this.#connected, ...this.#slow]) await this.#disguise(host, node);
    await sleep(informedMs);
    const restarted = await this.#restartAll();
    for (const host of this.#unknown) await this.#disguise(host, node);
    const died = await this.#kill(node);
    const back = await this.#return(node, died.asked);
    return { ...restarted, ...died, ...back, toGroups: restarted.toGroups + died.toGroups + back.toGroups };
  }

  /** Gives the host a new MAC for which this node is the best, and lets it believe that the node has the address. */
  async #disguise(host: Host, node: LabNode): Promise<void> {
    const sharers = this.#lab.lab.nodes.map(({ name }) => ({ node: name, weight: 1 }));
    for (;;) {
      const mac = `02:4c:ff:00:${(++this.#macs >> 8).toString(16).padStart(2, "0")}:${
        (this.#macs & 255).toString(16).padStart(2, "0")
      }`;
      if (ranked(mac, sharers)[0]?.node === node.name) return await this.#lab.disguise(host, mac, node);
    }
  }

  async #restartAll(): Promise<Pick<Found, "restartLost" | "restartMoved" | "toGroups">> {
    const since = epochMs();
    const before = this.#nodes();
    await this.#frames();
    for (const [index, node] of this.#lab.lab.nodes.entries()) {
      await this.#lab.restart(node, index % 2 === 0 ? "SIGTERM" : "SIGKILL");
    }
    await sleep(informedMs);
    // An announcer that has just started may give a host back to the host's best node.
    const moved = this.#asking.filter((host) => this.#lab.nodeOf(host) !== before.get(host));
    const { toGroups } = await this.#frames();
    return { restartLost: this.#lost(this.#asking, since), restartMoved: moved.length, toGroups };
  }

  async #kill(node: LabNode): Promise<
    Pick<Found, "plain" | "asking" | "silent" | "found" | "lostByOthers" | "framesToOthers" | "toGroups"> & {
      readonly asked: readonly Host[];
    }
  > {
    const { mac } = node;
    const before = this.#nodes();
    const isIts = (host: Host): boolean => before.get(host) === node;
    const others = [...this.#asking, ...this.#slow, ...this.#connected].filter((host) => !isIts(host));
    for (const address of [this.#lab.plain]) await this.#lab.stage.fetchOnce(address);
    await this.#frames();
    const killed = epochMs();
    await node.kill();
    await sleep(lostMs);
    const times = (hosts: readonly Host[], address: string): readonly number[] =>
      hosts.map((host) => (this.#lab.tableOf(host).leftAt(address, mac, killed) ?? Infinity) - killed);
    const { toGroups, ofOthers } = await this.#frames(others, before);
    const asked = this.#asking.filter(isIts);
    return {
      plain: Math.max(...times(this.#lab.hosts, this.#lab.plain)),
      asking: times(asked, this.#lab.shared),
      silent: times([...this.#connected, ...this.#slow].filter(isIts), this.#lab.shared),
      found: this.#family === "IPv4" ? times(this.#unknown, this.#lab.shared) : [],
      lostByOthers: this.#lost(others, killed),
      framesToOthers: ofOthers,
      toGroups,
      asked,
    };
  }

  async #return(
    node: LabNode,
    asked: readonly Host[],
  ): Promise<Pick<Found, "returned" | "returnLost" | "returnBroken" | "toGroups">> {
    const booted = epochMs();
    await this.#lab.boot(node);
    const isBack = (): Promise<boolean> => Promise.resolve(asked.every((host) => this.#lab.nodeOf(host) === node));
    await eventually(`${node.name} has its hosts again`, isBack, returnPatienceMs);
    const returned = epochMs() - booted;
    await sleep(aftermathMs);
    const broken = this.#connections.values().flatMap((each) => each.since(booted)).filter(({ event }) =>
      event === "broken"
    );
    const { toGroups } = await this.#frames();
    const users = [...this.#asking, ...this.#slow];
    return { returned, returnLost: this.#lost(users, booted), returnBroken: [...broken].length, toGroups };
  }

  #nodes(): ReadonlyMap<Host, LabNode | undefined> {
    return new Map(this.#lab.hosts.map((host) => [host, this.#lab.nodeOf(host)]));
  }

  #lost(hosts: readonly Host[], since: number): number {
    const events = hosts.flatMap((host) => this.#requests.get(host)?.since(since) ?? []);
    return events.filter(({ ok }) => !ok).length;
  }

  /** The frames since the last call; `ofOthers` counts the frames to `hosts` from other nodes than their own. */
  async #frames(
    hosts: readonly Host[] = [],
    own: ReadonlyMap<Host, LabNode | undefined> = new Map(),
  ): Promise<{ readonly toGroups: number; readonly ofOthers: number }> {
    let [toGroups, ofOthers] = [0, 0];
    for (const host of this.#lab.hosts) {
      const heard = await heardFrames(host);
      toGroups += heard.toGroups;
      if (!hosts.includes(host)) continue;
      for (const [mac, count] of heard.from) if (mac !== own.get(host)?.mac) ofOthers += count;
    }
    return { toGroups, ofOthers };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#lab[Symbol.asyncDispose]();
  }
}
