/**
 * Load sharing when a node dies and comes back, and when announcers restart. The node that dies also announces an
 * address without load sharing, for comparison: each host has both addresses in its neighbor table.
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
import { SharedLab } from "../../lab/stage/shared_lab.ts";
import type { Line, Table } from "../line.ts";

export interface FailoverEffort {
  readonly nodes: number;
  readonly hosts: number;
  readonly family: IPFamily;
  readonly runs: number;
}

/** Hosts that never ask for the address: two with one open connection, and two with a new connection every second. */
const connected = 2;
const slow = 2;
/** Hosts that no node knows: they have sent nothing yet. */
const unknown = 2;

/** A host without another MAC after this time counts as Infinity. */
const lostMs = 10_000;
/** Requests that are sent in the first second after a fault have ended by then. */
const aftermathMs = 3_000;
const returnPatienceMs = 90_000;
/** Restarted announcers have the records of all hosts by then, and new connections have been seen. */
const informedMs = 5_000;
/** The longest takeover, compared with an address that one node announces. */
const mostRatio = 1.3;
const scanMs = 2_000;

/** What one run has found. Times are in milliseconds. */
interface Found {
  /** Until every host had another MAC for the address without load sharing. */
  readonly plain: number;
  /** Until every host of the dead node that had asked had another MAC for the shared address. */
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

export async function* sharedFailover(effort: FailoverEffort): AsyncGenerator<Table> {
  const { nodes, hosts, family, runs } = effort;
  await using bench = await Bench.create(effort);
  const found: Found[] = [];
  while (found.length < runs) found.push(await bench.run());
  yield {
    title: `load sharing, node killed, ${nodes} nodes, ${hosts} hosts, ${family}`,
    lines: linesOf(found, family),
  };
}

function linesOf(found: readonly Found[], family: IPFamily): readonly Line[] {
  const none = { max: 0 };
  const ratios = (of: (run: Found) => readonly number[]): readonly number[] =>
    found.flatMap((run) => of(run).length === 0 ? [] : [Math.max(...of(run)) / run.plain]);
  return [
    { name: "plain address: all hosts have another MAC", samples: found.map(({ plain }) => plain) },
    { name: "its hosts have another MAC", samples: found.flatMap(({ asking }) => asking) },
    {
      name: "  the last host, times the plain address",
      samples: ratios(({ asking }) => asking),
      bar: { median: mostRatio },
    },
    { name: "its hosts that never asked", samples: found.flatMap(({ silent }) => silent) },
    {
      name: "  the last host, times the plain address",
      samples: ratios(({ silent }) => silent),
      bar: { median: mostRatio },
    },
    ...(family === "IPv4"
      ? [{ name: "its hosts that no node knew", samples: found.flatMap((run) => run.found), bar: { max: scanMs } }]
      : []),
    { name: "other hosts: requests lost", samples: found.map(({ lostByOthers }) => lostByOthers), bar: none },
    {
      name: "other hosts: frames of other nodes",
      samples: found.map(({ framesToOthers }) => framesToOthers),
      bar: none,
    },
    { name: "frames to broadcast or multicast", samples: found.map(({ toGroups }) => toGroups), bar: none },
    { name: "announcers restarted: requests lost", samples: found.map(({ restartLost }) => restartLost), bar: none },
    { name: "announcers restarted: hosts with another MAC", samples: found.map((run) => run.restartMoved), bar: none },
    { name: "node back: until it has its hosts", samples: found.map(({ returned }) => returned) },
    { name: "node back: requests lost", samples: found.map(({ returnLost }) => returnLost), bar: none },
    { name: "node back: connections broken", samples: found.map(({ returnBroken }) => returnBroken), bar: none },
  ];
}

class Bench implements AsyncDisposable {
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

  static async create({ nodes, hosts, family }: FailoverEffort): Promise<Bench> {
    const bench = new Bench(await SharedLab.create({ nodes, hosts, family }), family);
    await sleep(aftermathMs);
    return bench;
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

  /** Makes the host a new host that has the node's MAC without a question, and whose best node is this node. */
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
    // An announcer that has just started may give a host back to the node to which it belongs.
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

  /** The frames since the last call; `ofOthers` counts those that came to these hosts from other nodes than their own. */
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
