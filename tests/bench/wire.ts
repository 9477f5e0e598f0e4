/**
 * Measures how long an ARP answer takes, and how much CPU a flood of requests for other addresses uses: `deno run -A
 * tests/bench/wire.ts` (root, Linux).
 *
 * @module
 */

import { arpProbe } from "../../functions/model/wire/arp.ts";
import { arpFrames } from "../../functions/model/wire/frame_selection.ts";
import { openLibc } from "../../runtime/wire/libc.ts";
import { PacketSocket } from "../../runtime/wire/packet_socket.ts";
import { LinkedHosts, peerMac } from "../runtime/wire/host.ts";
import { percentile } from "./percentile.ts";

interface Effort {
  readonly rounds: number;
  readonly floodSeconds: number;
}

const floodPerSecond = 20_000;
const patienceMs = 100;

/** Runs all measurements and prints one line for each. */
export async function benchmark({ small }: { readonly small: boolean }): Promise<void> {
  const effort = small ? { rounds: 100, floodSeconds: 1 } : { rounds: 2000, floodSeconds: 3 };
  await using hosts = await LinkedHosts.start();
  using libc = openLibc();
  using socket = hosts.peer.inside(() => new PacketSocket(libc, arpFrames));
  const asker = new Asker(socket, effort);
  await print("ARP answer of the kernel itself", await asker.ask("10.0.0.1"));
  for (const count of [1, 1000, 3000]) {
    await using responder = await Responder.start({ hosts, count });
    await print(`ARP answer, ${count} addresses`, await asker.ask("10.0.0.200"));
    await print(`ARP answer in a flood, ${count} addresses`, await asker.ask("10.0.0.200", { flood: true }));
    const before = await responder.cpuSeconds();
    await asker.flood();
    const used = (await responder.cpuSeconds() - before) / effort.floodSeconds;
    await print(`CPU in a flood alone, ${count} addresses`, `${(used * 100).toFixed(1)} %`);
  }
}

class Asker {
  readonly #socket: PacketSocket;
  readonly #effort: Effort;
  readonly #linkIndex = 20;

  constructor(socket: PacketSocket, effort: Effort) {
    this.#socket = socket;
    this.#effort = effort;
  }

  /** Probes repeatedly. Without `flood`, the responder goes to sleep in the pauses, as on a quiet network. */
  async ask(address: string, { flood = false } = {}): Promise<string> {
    this.#socket.want([address]);
    const question = arpProbe({ address, mac: peerMac, sender: "10.0.0.2" });
    const times: number[] = [];
    const askOnce = (): void => void times.push(this.#answerTime(question));
    if (flood) await this.flood(askOnce);
    for (let round = 0; round < this.#effort.rounds && !flood; round++) {
      askOnce();
      await pause();
    }
    return summary(times);
  }

  /** The time until the answer, in µs. Polls in a loop, so that the time includes no sleep of this process. */
  #answerTime(question: Uint8Array): number {
    const start = performance.now();
    let answered = false;
    this.#socket.send(question, this.#linkIndex);
    while (!answered && performance.now() - start < patienceMs) this.#socket.drain(() => answered = true, 8);
    return answered ? (performance.now() - start) * 1000 : Infinity;
  }

  /** Sends `floodPerSecond` requests a second for an unused address, for `floodSeconds`. */
  async flood(inBetween: () => void = () => {}): Promise<void> {
    const foreign = arpProbe({ address: "10.0.0.77", mac: peerMac, sender: "10.0.0.66" });
    const start = performance.now();
    for (let sent = 0; sent < this.#effort.floodSeconds * floodPerSecond;) {
      const due = Math.min(performance.now() - start, this.#effort.floodSeconds * 1000) / 1000 * floodPerSecond;
      for (; sent < due; sent++) this.#socket.send(foreign, this.#linkIndex);
      inBetween();
      await pause();
    }
  }
}

function pause(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 1));
}

function summary(times: readonly number[]): string {
  const at = (percent: number): string => `${percentile(times, percent).toFixed(0)} µs`;
  const missing = times.filter((time) => time === Infinity).length;
  return `min ${at(0)}, median ${at(50)}, p90 ${at(90)}, p99 ${at(99)}, of ${times.length} unanswered ${missing}`;
}

/** The responder runs in a process of its own, on the node. */
class Responder implements AsyncDisposable {
  private constructor(readonly process: Deno.ChildProcess) {}

  static async start({ hosts, count }: { hosts: LinkedHosts; count: number }): Promise<Responder> {
    const config = new URL("../../deno.json", import.meta.url).pathname;
    const program = new URL("arp_responder.ts", import.meta.url).pathname;
    const deno = [Deno.execPath(), "run", "--quiet", "--config", config, "--allow-ffi", program, String(count)];
    const args = [`--net=/proc/${hosts.node.pid}/ns/net`, ...deno];
    const process = new Deno.Command("nsenter", { args, stdout: "piped" }).spawn();
    const reader = process.stdout.getReader();
    await reader.read();
    await reader.cancel();
    return new Responder(process);
  }

  /** `nsenter` is replaced by the program (exec), so the process id of `nsenter` is the responder's. */
  async cpuSeconds(): Promise<number> {
    const stat = await Deno.readTextFile(`/proc/${this.process.pid}/stat`);
    const [user = 0, system = 0] = stat.slice(stat.lastIndexOf(")")).split(" ").slice(12, 14).map(Number);
    return (user + system) / 100;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.process.kill();
    await this.process.status;
  }
}

async function print(name: string, figures: string): Promise<void> {
  await Deno.stdout.write(new TextEncoder().encode(`${name}: ${figures}\n`));
}

if (import.meta.main) await benchmark({ small: Deno.args.includes("--small") });
