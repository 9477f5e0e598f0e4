/**
 * HTTP requests of all hosts to a shared address, all the time: which node serves which host.
 *
 * @module
 */

import type { HttpAnswered } from "../client/events.ts";
import type { Host } from "../stage/host.ts";
import type { Recording } from "../stage/recording.ts";
import type { SharingLab } from "./sharing_lab.ts";

const everyMs = 100;
/**
 * The time limit of a request. It is far from 1 s and 3 s, when a kernel sends a SYN again: if a connection is made at
 * the moment when its attempt is aborted, Deno leaves it open, and a host with an open connection does not go back to
 * its node.
 */
export const requestPatienceMs = 2_000;

export class HostRequests {
  readonly #recordings: ReadonlyMap<string, Recording<HttpAnswered>>;

  constructor({ lab, hosts }: SharingLab, address: string) {
    const args = [address, "--every-ms", String(everyMs), "--patience-ms", String(requestPatienceMs)];
    this.#recordings = new Map(hosts.map((host: Host) => [host.name, lab.watch("watch-http", host, args)]));
  }

  get hosts(): readonly string[] {
    return [...this.#recordings.keys()];
  }

  /** By host: the node that served its last request. */
  get servedBy(): ReadonlyMap<string, string> {
    return new Map([...this.#recordings].flatMap(([host, { events }]) => {
      const last = events.findLast(({ ok }) => ok);
      return last?.ok === true ? [[host, last.by]] : [];
    }));
  }

  /** The hosts that a node serves. */
  of(node: string): readonly string[] {
    return [...this.servedBy].filter(([, by]) => by === node).map(([host]) => host);
  }

  /**
   * The time at which the last of these hosts got its first answer from a wanted node. Only requests that were sent at
   * or after `since` count. Undefined if a host got no such answer in time.
   */
  async allServed(
    hosts: readonly string[],
    isWanted: (node: string) => boolean,
    when: { readonly since: number; readonly withinMs: number },
  ): Promise<number | undefined> {
    const answers = await Promise.all(
      hosts.map((host) => this.#recordings.get(host)?.first((event) => event.ok && isWanted(event.by), when)),
    );
    const times = answers.map((answer) => answer === undefined ? Infinity : answer.at + answer.ms);
    const last = Math.max(0, ...times);
    return last === Infinity ? undefined : last;
  }

  /** How many requests of these hosts, sent since this time, had no answer. */
  lost(hosts: readonly string[], since: number): number {
    const events = hosts.flatMap((host) => this.#recordings.get(host)?.since(since) ?? []);
    return events.filter(({ ok }) => !ok).length;
  }

  /** Calls `tell` when another node begins to serve a host. Returns a function that ends these calls. */
  listen(tell: (host: string, node: string) => void): () => void {
    const last = new Map(this.servedBy);
    const ends = [...this.#recordings].map(([host, recording]) =>
      recording.listen((event) => {
        if (!event.ok || last.get(host) === event.by) return;
        last.set(host, event.by);
        tell(host, event.by);
      })
    );
    return () => ends.forEach((end) => end());
  }
}
