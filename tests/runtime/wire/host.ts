/**
 * Hosts on a link. Each host is a network namespace with a keeper process, which ends at the end of its standard input.
 * So the namespace ends with the test, even if the test is killed.
 *
 * @module
 */

import assert from "node:assert/strict";
import { insideNamespace } from "./inside_namespace.ts";

export interface Outcome {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

export class Host implements AsyncDisposable {
  readonly #keeper: Deno.ChildProcess;
  readonly #alive: WritableStreamDefaultWriter<Uint8Array>;

  private constructor(keeper: Deno.ChildProcess) {
    this.#keeper = keeper;
    this.#alive = keeper.stdin.getWriter();
  }

  static async start(): Promise<Host> {
    const keeper = new Deno.Command("unshare", {
      args: ["--net", "sh", "-c", "ip link set lo up && echo ready && exec cat"],
      stdin: "piped",
      stdout: "piped",
    }).spawn();
    const host = new Host(keeper);
    const reader = keeper.stdout.getReader();
    const { value } = await reader.read();
    await reader.cancel();
    assert.equal(new TextDecoder().decode(value), "ready\n", "a network namespace needs root");
    return host;
  }

  /** The id of a process in the namespace, for `nsenter --net=…` and `ip link set … netns …`. */
  get pid(): number {
    return this.#keeper.pid;
  }

  /** Runs a shell command in the namespace. Does not throw if it fails. */
  async try(command: string): Promise<Outcome> {
    const args = [`--net=/proc/${this.pid}/ns/net`, "sh", "-c", command];
    const { code, stdout, stderr } = await new Deno.Command("nsenter", { args }).output();
    const decoder = new TextDecoder();
    return { code, stdout: decoder.decode(stdout), stderr: decoder.decode(stderr) };
  }

  /** Runs a shell command in the namespace, which must succeed, and returns its output. */
  async run(command: string): Promise<string> {
    const { code, stdout, stderr } = await this.try(command);
    assert.equal(code, 0, `${command}: ${stderr}`);
    return stdout;
  }

  async linkIndex(name: string): Promise<number> {
    return JSON.parse(await this.run(`ip -j link show ${name}`))[0].ifindex;
  }

  /** Runs a synchronous action in the namespace. Sockets that it opens stay in the namespace. */
  inside<Result>(action: () => Result): Result {
    return insideNamespace(`/proc/${this.pid}/ns/net`, action);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#alive.close();
    await this.#keeper.status;
  }
}

export const nodeMac = "02:00:00:00:00:01";
export const peerMac = "02:00:00:00:00:02";

/**
 * Two hosts, connected by a veth pair: `node` has 10.0.0.1 and fd00::1 on its `eth0`, `peer` has 10.0.0.2 and fd00::2.
 */
export class LinkedHosts implements AsyncDisposable {
  private constructor(readonly node: Host, readonly peer: Host) {}

  static async start(): Promise<LinkedHosts> {
    const hosts = new LinkedHosts(await Host.start(), await Host.start());
    try {
      await hosts.#connect();
      return hosts;
    } catch (error) {
      await hosts[Symbol.asyncDispose]();
      throw error;
    }
  }

  async #connect(): Promise<void> {
    const { node, peer } = this;
    // The two ends have different indices. With equal indices, the kernel's linkwatch would report a lost carrier up to
    // a second late.
    const ends = [`eth0 index 10 address ${nodeMac}`, `eth0 index 20 address ${peerMac} netns ${peer.pid}`];
    await node.run(`ip link add ${ends[0]} type veth peer name ${ends[1]}`);
    await Promise.all([[node, 1] as const, [peer, 2] as const].map(async ([host, number]) => {
      await host.run(`sysctl -qw net.ipv6.conf.eth0.accept_dad=0`);
      await host.run(`ip link set eth0 up`);
      await host.run(`ip addr add 10.0.0.${number}/24 dev eth0`);
      await host.run(`ip addr add fd00::${number}/64 dev eth0`);
    }));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all([this.node[Symbol.asyncDispose](), this.peer[Symbol.asyncDispose]()]);
  }
}
