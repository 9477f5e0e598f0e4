/**
 * The MACs of announcers.
 *
 * @module
 */

import { strangerMs } from "../../functions/model/announcing/timing.ts";

interface Leaver {
  readonly node: string;
  readonly leftAt: number;
}

/** The MACs of this node and its peers. Former peers are kept for 30 s, so that they do not count as strangers. */
export class KnownMacs {
  #present: ReadonlyMap<string, string> = new Map();
  readonly #left = new Map<string, Leaver>();

  /** By MAC: the node that has a link with this MAC. */
  get present(): ReadonlyMap<string, string> {
    return this.#present;
  }

  /** Sets the present MACs. A node whose MAC is no longer among them has left. */
  set(present: ReadonlyMap<string, string>, now: number): void {
    for (const [mac, node] of this.#present) if (!present.has(mac)) this.#left.set(mac, { node, leftAt: now });
    for (const [mac, { leftAt }] of this.#left) {
      if (present.has(mac) || now - leftAt >= strangerMs) this.#left.delete(mac);
    }
    this.#present = present;
  }

  /** The node whose announcer had this MAC and left less than 30 s ago. */
  leaver(mac: string, now: number): string | undefined {
    const left = this.#left.get(mac);
    return left === undefined || now - left.leftAt >= strangerMs ? undefined : left.node;
  }
}
