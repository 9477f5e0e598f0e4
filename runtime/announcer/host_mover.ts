/**
 * Sends hosts the MAC of the node that serves them, by unicast only. If this node takes over a host, it sends the
 * frames at most three times (`moveOffsetsMs`), and stops earlier when the host uses this node.
 *
 * @module
 */

import { moveOffsetsMs } from "../../functions/model/announcing/timing.ts";
import { moveFrames } from "./frames.ts";
import type { WireLink, WirePort } from "./wire_port.ts";

export interface HostMove {
  /** The shared address. */
  readonly address: string;
  /** The host's MAC. */
  readonly to: string;
  readonly link: string;
  /** The host's own addresses. If empty, the frames update an existing neighbor entry, but create none. */
  readonly hosts: readonly string[];
}

interface Taking extends HostMove {
  readonly since: number;
  readonly rounds: number;
}

/** The most hosts that one turn moves, so that heartbeats and answers go out between turns. */
const mostAtOnce = 250;

export class HostMover {
  readonly #wire: Pick<WirePort, "links" | "sendFrame">;
  readonly #taken = new Map<string, Taking>();

  constructor(wire: Pick<WirePort, "links" | "sendFrame">) {
    this.#wire = wire;
  }

  /** Starts to move a host to this node. */
  take(move: HostMove, now: number): void {
    this.#taken.set(`${move.address} ${move.to}`, { ...move, since: now, rounds: 0 });
  }

  /** Ends the move: the host uses this node, or another node serves it now. */
  settle(address: string, mac: string): void {
    this.#taken.delete(`${address} ${mac}`);
  }

  clear(): void {
    this.#taken.clear();
  }

  /** Tells the host once that the address is at this MAC. */
  tell({ address, to, link, hosts }: HostMove, mac: string): void {
    const from = this.#linkOf(link);
    if (from === undefined) return;
    for (const frame of moveFrames({ address, mac, to, ethernetSource: from.mac }, hosts)) {
      this.#wire.sendFrame(frame, link);
    }
  }

  turn(now: number): void {
    let left = mostAtOnce;
    for (const [key, taking] of this.#taken) {
      if (left === 0) return;
      if (now < dueAt(taking)) continue;
      left--;
      const mac = this.#linkOf(taking.link)?.mac;
      if (mac !== undefined) this.tell(taking, mac);
      const next = { ...taking, rounds: taking.rounds + 1 };
      if (dueAt(next) === Infinity) this.#taken.delete(key);
      else this.#taken.set(key, next);
    }
  }

  get nextAt(): number {
    return this.#taken.values().reduce((first, each) => Math.min(first, dueAt(each)), Infinity);
  }

  #linkOf(name: string): WireLink | undefined {
    return this.#wire.links.find((each) => each.name === name);
  }
}

function dueAt({ since, rounds }: Taking): number {
  return since + (moveOffsetsMs[rounds] ?? Infinity);
}
