/**
 * Records the changes of the neighbor table of a host's kernel, as `ip monitor neigh` prints them.
 *
 * @module
 */

import type { Host } from "../../../runtime/lab/stage/host.ts";
import type { EnteredProcess } from "../../../runtime/lab/stage/entered_process.ts";
import { textLines } from "../../../runtime/ground/text_lines.ts";

/** From `at` (ms since the Unix epoch) on, the host has this MAC for the address. */
interface Learned {
  readonly at: number;
  readonly address: string;
  readonly mac: string;
}

const line = /^\[(\S+)\] (\S+) dev \S+ lladdr (\S+) /;

export class NeighborTable implements AsyncDisposable {
  readonly #process: EnteredProcess;
  readonly #reading: Promise<void>;
  /** Only changes to another MAC. */
  readonly #learned: Learned[] = [];

  constructor(host: Host) {
    const command = ["TZ=UTC", "stdbuf", "-oL", "ip", "-ts", "monitor", "neigh"];
    this.#process = host.spawn("env", command, { stdin: "null", stdout: "piped" });
    this.#reading = this.#read();
  }

  async #read(): Promise<void> {
    for await (const text of textLines(this.#process.stdout)) {
      const [, at, address, mac] = line.exec(text) ?? [];
      if (at === undefined || address === undefined || mac === undefined) continue;
      if (this.macOf(address) !== mac) this.#learned.push({ at: epochOf(at), address, mac });
    }
  }

  /** The MAC that the host learned last for the address. */
  macOf(address: string): string | undefined {
    return this.#learned.findLast((each) => each.address === address)?.mac;
  }

  /** The first time after `since` at which the host learned another MAC than this one for the address. */
  leftAt(address: string, mac: string, since: number): number | undefined {
    return this.#learned.find((each) => each.address === address && each.mac !== mac && each.at >= since)?.at;
  }

  /** How often the host's MAC for the address has changed since `since`. */
  changes(address: string, since: number): number {
    return this.#learned.filter((each) => each.address === address && each.at >= since).length;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#process.kill("SIGKILL");
    await Promise.all([this.#process.status, this.#reading]);
  }
}

/** `text` has microseconds, which `Date.parse` ignores. */
function epochOf(text: string): number {
  const [, seconds = "", fraction = "0"] = /^(.*)\.(\d+)$/.exec(text) ?? [];
  return Date.parse(`${seconds}Z`) + Number(`0.${fraction}`) * 1_000;
}
