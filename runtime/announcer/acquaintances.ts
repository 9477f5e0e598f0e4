/**
 * Whose MACs are known.
 *
 * @module
 */

import { strangerMs } from "../../functions/model/announcing/timing.ts";

interface Leaver {
  readonly node: string;
  readonly leftAt: number;
}

/** The announcers that this one has to do with, and, for a while, those that it had to do with: they are no strangers. */
export class Acquaintances {
  #present: ReadonlyMap<string, string> = new Map();
  readonly #left = new Map<string, Leaver>();

  /** By MAC, whose announcer's link has it. */
  get present(): ReadonlyMap<string, string> {
    return this.#present;
  }

  /** These are there now; who is not among them any more has left. */
  meet(present: ReadonlyMap<string, string>, now: number): void {
    for (const [mac, node] of this.#present) if (!present.has(mac)) this.#left.set(mac, { node, leftAt: now });
    for (const [mac, { leftAt }] of this.#left) {
      if (present.has(mac) || now - leftAt >= strangerMs) this.#left.delete(mac);
    }
    this.#present = present;
  }

  /** The node whose announcer had this MAC, and has left not long ago. */
  leaver(mac: string, now: number): string | undefined {
    const left = this.#left.get(mac);
    return left === undefined || now - left.leftAt >= strangerMs ? undefined : left.node;
  }
}
