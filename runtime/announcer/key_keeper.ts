/**
 * Keeps the heartbeat keys up to date with their files, and reports a peer that signs with a key that this node does
 * not have.
 *
 * @module
 */

import { pause } from "../ground/pause.ts";
import {
  type HeartbeatStanding,
  heartbeatStanding,
} from "../../functions/model/announcing/heartbeat/heartbeat_standing.ts";
import { exchanged, type KeyExchange, ringAt } from "../../functions/model/announcing/heartbeat/key_exchange.ts";
import { printsOf } from "../../functions/model/announcing/heartbeat/key_ring.ts";
import { logger } from "../ground/log.ts";
import { UsageError } from "../ground/usage_error.ts";
import { readKeys } from "../peers/key_files.ts";
import type { Peers } from "../peers/peers.ts";

const log = logger("heartbeat");

export interface KeyKeeperOptions {
  /** The file with the key; undefined if there is none. */
  readonly file: string | undefined;
  readonly peers: Peers;
  readonly clock: () => number;
  /** Called when `standing` has changed, so that the Lease reports it. */
  readonly onChange: () => void;
  /** The interval at which the files are read, in ms. */
  readonly lookEveryMs?: number;
}

/** A kubelet takes a minute to update a Secret's files, so these 5 s add little. */
const lookEveryMs = 5_000;

export class KeyKeeper {
  readonly #options: KeyKeeperOptions;
  #exchange: KeyExchange;
  #foreign: readonly string[] = [];
  #failure: string | undefined;

  constructor(options: KeyKeeperOptions) {
    this.#options = options;
    this.#exchange = { files: options.peers.keys };
  }

  get standing(): HeartbeatStanding {
    return heartbeatStanding(this.#options.peers.keys, this.#foreign);
  }

  /** Reads the files again and again until the signal aborts. */
  async run(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      await pause(this.#options.lookEveryMs ?? lookEveryMs, signal);
      if (signal.aborted) return;
      const isNewRing = await this.#readKeys();
      if (this.#lookAtPeers() || isNewRing) this.#options.onChange();
    }
  }

  /** Reads the keys; true if they have changed. If the files cannot be read, the known keys are kept. */
  async #readKeys(): Promise<boolean> {
    const { file, peers, clock } = this.#options;
    if (file === undefined) return false;
    try {
      this.#exchange = exchanged(this.#exchange, await readKeys(file), clock());
      this.#failure = undefined;
      const ring = ringAt(this.#exchange, clock());
      if (!peers.setKeys(ring)) return false;
      const [signs, ...others] = printsOf(ring);
      log.info("The heartbeat keys have changed: signing with {signs}, accepting {others} too", {
        signs,
        others: others.join(", ") || "no other",
      });
      return true;
    } catch (error) {
      if (!(error instanceof UsageError)) throw error;
      if (this.#failure !== error.message) log.warn("{failure}; the known keys are kept", { failure: error.message });
      this.#failure = error.message;
      return false;
    }
  }

  #lookAtPeers(): boolean {
    const { peers, clock } = this.#options;
    const foreign = peers.foreign(clock());
    const news = foreign.filter((node) => !this.#foreign.includes(node));
    const isSame = news.length === 0 && foreign.length === this.#foreign.length;
    this.#foreign = foreign;
    if (news.length > 0) {
      log.warn("Heartbeats of {nodes} are ignored: they are signed with a key that this node does not have", {
        nodes: news.join(", "),
      });
    }
    return !isSame;
  }
}
