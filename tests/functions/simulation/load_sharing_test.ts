import { Chance } from "../../chance.ts";
import { ClientHost } from "./client_host.ts";
import { fail, runs, settledMs } from "./search.ts";
import type { VirtualNode } from "./virtual_node.ts";
import { World } from "./world.ts";

/** The number of steps: actions of hosts and faults of nodes. `SIMULATION_STEPS` chooses another number. */
const steps = Number(Deno.env.get("SIMULATION_STEPS") ?? 400);
const hostCount = 50;
const nodeCount = 4;
/** The longest time in which nodes notice a death, as in `failover_test.ts`. */
const takeoverMs = 700;
/** The longest time until a host's question is answered, while all nodes know which nodes are up. */
const answerMs = 100;
/** After the last fault, each host has the MAC of a living node within this time. */
const rightMs = 2_000;
/** A node may fail only if another one has run for this long: in this time a node gets the records of all hosts. */
const informedMs = 3_000;

/** A cluster whose nodes share an address, and the hosts that use the address. */
class SharedSegment {
  readonly world: World;
  readonly hosts: ClientHost[] = [];
  readonly #chance: Chance;
  readonly #address: string;
  /** By node: since when its announcer runs; absent: it does not run. */
  readonly #since = new Map<VirtualNode, number>();
  /** By node: when its kernel died; absent: it lives. */
  readonly #diedAt = new Map<VirtualNode, number>();
  /** By host: the node to which it belongs. */
  readonly #homes = new Map<ClientHost, string>();
  /** By host: the numbers of questions and changes that were judged. */
  readonly #judged = new Map<ClientHost, { questions: number; turns: number }>();
  #faultAt = 0;

  constructor(seed: number) {
    this.#chance = new Chance(seed);
    const orders = [Array.from({ length: nodeCount }, (_, index) => index + 1)];
    this.world = new World({ seed, nodes: nodeCount, orders, loadSharing: true });
    this.#address = this.world.addresses[0] ?? "";
    for (const node of this.world.nodes) this.#since.set(node, 0);
  }

  async run(ms: number): Promise<void> {
    await this.world.run(ms);
    this.#judge();
  }

  async step(): Promise<void> {
    await this.run(this.#chance.between(0, 600));
    if (this.#chance.next() < 0.12) this.#fault();
    else this.#act();
  }

  /** All nodes boot, and all announcers run. */
  mend(): void {
    for (const node of this.world.nodes) this.#boot(node);
  }

  /** Lets each host use the address. */
  async useAll(): Promise<void> {
    for (const host of this.hosts) host.use();
    await this.run(rightMs);
  }

  #act(): void {
    const { length } = this.hosts;
    if (length < hostCount && this.#chance.next() < 0.2) {
      this.hosts.push(new ClientHost(length, this.#address, this.world));
    }
    const host = this.hosts[Math.floor(this.#chance.next() * this.hosts.length)];
    if (this.#chance.next() < 0.2) host?.forget();
    host?.use();
  }

  #fault(): void {
    const node = this.world.nodes[Math.floor(this.#chance.next() * nodeCount)];
    if (node === undefined) return;
    const isUp = this.#since.has(node);
    const others = this.#since.keys().filter((each) => each !== node && this.#isInformed(each));
    const faults = ["die", "crash", "stop", "pause"] as const;
    const fault = faults[Math.floor(this.#chance.next() * faults.length)] ?? "die";
    if (!isUp) this.#boot(node);
    else if (others.next().done !== true) {
      this.#tell(`${node.name}: ${fault}`);
      node[fault]();
      this.#since.delete(node);
      if (fault === "die") this.#diedAt.set(node, this.world.now);
    }
  }

  #boot(node: VirtualNode): void {
    this.#tell(`${node.name} runs`);
    if (this.#diedAt.delete(node)) node.boot();
    node.resume();
    node.start();
    if (!this.#since.has(node)) this.#since.set(node, this.world.now);
  }

  #tell(what: string): void {
    this.world.tell(what);
    this.#faultAt = this.world.now;
  }

  #isInformed(node: VirtualNode): boolean {
    return this.world.now - (this.#since.get(node) ?? Infinity) >= informedMs;
  }

  #judge(): void {
    for (const host of this.hosts) {
      const judged = this.#judged.get(host) ?? { questions: 0, turns: 0 };
      this.#judgeTurns(host, judged.turns);
      this.#judgeQuestions(host, judged.questions);
      // The last question may get its answer later.
      const questions = Math.max(0, host.questions.length - 1);
      this.#judged.set(host, { questions, turns: host.turns.length });
      if (host.broadcasts > 0) fail(this.world, `${host.address} heard a broadcast`);
      const isQuiet = this.world.now - this.#faultAt >= rightMs;
      const at = this.#named(host.cached ?? "");
      if (isQuiet && at !== undefined && this.#diedAt.has(at)) {
        fail(this.world, `${host.address} still has the MAC of ${at.name}, which is dead`);
      }
    }
  }

  #judgeQuestions(host: ClientHost, from: number): void {
    for (const { at, answers } of host.questions.slice(from)) {
      const asked = this.#msOf(at);
      const isCalm = asked - this.#faultAt >= takeoverMs;
      const [first] = answers;
      if (isCalm && this.world.now - asked >= answerMs && (first === undefined || first.at - at > answerMs)) {
        fail(this.world, `${host.address} asked at ${asked.toFixed(0)} and got no answer`);
      }
      const others = answers.filter(({ mac }) => mac !== first?.mac);
      if (isCalm && others.length > 0) {
        fail(this.world, `${host.address} asked at ${asked.toFixed(0)} and got two MACs`);
      }
      for (const answer of answers) {
        const died = this.#diedAt.get(this.#named(answer.mac) ?? this.world.node("n1")) ?? Infinity;
        if (this.#msOf(answer.at) - died >= takeoverMs) {
          fail(this.world, `${host.address} got the MAC of a dead node at ${this.#msOf(answer.at).toFixed(0)}`);
        }
      }
    }
  }

  /** A host whose node lives moves only to the node to which it belongs. */
  #judgeTurns(host: ClientHost, from: number): void {
    for (const { at, from: before, to } of host.turns.slice(from)) {
      const [last, next] = [this.#named(before ?? ""), this.#named(to)];
      if (next === undefined) fail(this.world, `${host.address} learned the unknown MAC ${to}`);
      const home = this.#homes.get(host);
      if (home === undefined) this.#homes.set(host, next.name);
      else if (last !== undefined && !this.#wasDead(last, this.#msOf(at)) && next.name !== home) {
        fail(
          this.world,
          `${host.address} of ${home} moved from ${last.name} to ${next.name} at ${this.#msOf(at).toFixed(0)}`,
        );
      }
    }
  }

  /**
   * True if the node is dead now, or if its announcer had not yet run for `rightMs` at the instant. Hosts need this
   * time to return from other nodes.
   */
  #wasDead(node: VirtualNode, at: number): boolean {
    return this.#diedAt.has(node) || at - (this.#since.get(node) ?? Infinity) < rightMs;
  }

  #named(mac: string): VirtualNode | undefined {
    return this.world.nodes.find((node) => node.mac === mac);
  }

  #msOf(instant: number): number {
    return this.world.now - (this.world.timeline.now - instant);
  }
}

Deno.test("whatever happens to nodes and announcers, each of 50 hosts has the MAC of one living node, and moves only if its node is dead or back", async () => {
  const segment = new SharedSegment(runs.seed);
  await segment.run(settledMs);
  for (let step = 0; step < steps; step++) await segment.step();
  segment.mend();
  await segment.run(settledMs);
  await segment.useAll();
  for (const { cached, address } of segment.hosts) {
    if (cached === undefined) fail(segment.world, `${address} is not served`);
  }
});
