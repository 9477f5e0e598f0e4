/**
 * The hosts of one shared address, at most 4,096. If the table is full, a new host replaces one of the hosts that have
 * sent no traffic: the one that was seen longest ago. If all hosts have sent traffic, only a new host that has sent
 * traffic too replaces one of them. So an attacker that sends ARP requests from 65,536 MACs replaces no host that has
 * sent traffic.
 *
 * @module
 */

import type { Host } from "./host.ts";

/** The most hosts of one address. With their addresses, they take about 2 MB. */
export const mostHosts = 4_096;

export class HostTable {
  /** By MAC; the last seen host is at the end. */
  readonly #users = new Map<string, Host>();
  readonly #askers = new Map<string, Host>();
  readonly #counts = new Map<string, number>();
  readonly #most: number;

  constructor(most: number = mostHosts) {
    this.#most = most;
  }

  get size(): number {
    return this.#users.size + this.#askers.size;
  }

  get(mac: string): Host | undefined {
    return this.#users.get(mac) ?? this.#askers.get(mac);
  }

  /** By node: its number of hosts. */
  get counts(): ReadonlyMap<string, number> {
    return this.#counts;
  }

  /** The number of hosts of a node. */
  hostsOf(node: string): number {
    return this.#counts.get(node) ?? 0;
  }

  /** All hosts. Hosts that have sent traffic come first. */
  *values(): Generator<Host> {
    yield* this.#users.values();
    yield* this.#askers.values();
  }

  /**
   * Stores the host. With `"seen"`, it becomes the last seen host. Returns false if the table is full and the host may
   * replace no other.
   */
  put(host: Host, seen: "seen" | "as before" = "seen"): boolean {
    const before = this.get(host.mac);
    const into = host.isUser ? this.#users : this.#askers;
    if (before === undefined && this.size >= this.#most && !this.#makeRoom(host)) return false;
    if (before !== undefined) {
      this.#count(before.node, -1);
      if (seen === "seen" || before.isUser !== host.isUser) this.#remove(host.mac);
    }
    into.set(host.mac, host);
    this.#count(host.node, 1);
    return true;
  }

  delete(mac: string): void {
    const host = this.get(mac);
    if (host === undefined) return;
    this.#count(host.node, -1);
    this.#remove(mac);
  }

  #makeRoom({ isUser }: Host): boolean {
    const oldest = this.#askers.keys().next().value ?? (isUser ? this.#users.keys().next().value : undefined);
    if (oldest !== undefined) this.delete(oldest);
    return oldest !== undefined;
  }

  #remove(mac: string): void {
    this.#users.delete(mac);
    this.#askers.delete(mac);
  }

  #count(node: string, by: 1 | -1): void {
    const count = this.hostsOf(node) + by;
    if (count === 0) this.#counts.delete(node);
    else this.#counts.set(node, count);
  }
}
