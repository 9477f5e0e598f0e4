/**
 * Listens for TCP connections that open and close, with sockets that exist only while somebody wants to know: each costs the
 * host a look at every packet.
 *
 * @module
 */

import { isIPv6 } from "../../functions/model/addresses/address.ts";
import { tcpEdges } from "../../functions/model/wire/frame_selection.ts";
import { logger } from "../log.ts";
import type { Libc } from "../wire/libc.ts";
import { type OnFrame, PacketSocket } from "../wire/packet_socket.ts";
import type { Poller } from "../wire/poll.ts";

const log = logger("wire");

export interface EdgeListener {
  readonly frame: OnFrame;
  /** Everything that has come was given out. */
  readonly caughtUp: () => void;
}

export class EdgeSockets implements AsyncDisposable {
  readonly #libc: Libc;
  readonly #poller: Poller;
  readonly #open = new Map<"IPv4" | "IPv6", PacketSocket>();
  #closed: Promise<unknown> = Promise.resolve();
  #listener: EdgeListener | undefined;

  constructor(libc: Libc, poller: Poller) {
    this.#libc = libc;
    this.#poller = poller;
  }

  /** From now on, frames to these addresses are given out during the poller's wait. */
  want(addresses: ReadonlySet<string>, listener: EdgeListener): void {
    this.#listener = listener;
    this.#wantOf("IPv4", [...addresses].filter((each) => !isIPv6(each)));
    this.#wantOf("IPv6", [...addresses].filter(isIPv6));
  }

  #wantOf(family: "IPv4" | "IPv6", addresses: readonly string[]): void {
    const open = this.#open.get(family);
    if (addresses.length > 0) return (open ?? this.#listen(family))?.want(addresses);
    if (open === undefined) return;
    this.#open.delete(family);
    this.#poller.remove(open.descriptor);
    this.#closed = Promise.all([this.#closed, open.closeAside()]);
  }

  /** It is only a courtesy, so a host that has no descriptor left goes on without. */
  #listen(family: "IPv4" | "IPv6"): PacketSocket | undefined {
    try {
      const socket = new PacketSocket(this.#libc, tcpEdges[family]);
      this.#open.set(family, socket);
      this.#poller.add(socket.descriptor, () => {
        socket.drain((frame, index) => this.#listener?.frame(frame, index));
        this.#listener?.caughtUp();
      });
      return socket;
    } catch (error) {
      log.warn("{error}", { error: error instanceof Error ? error.message : String(error) });
      return undefined;
    }
  }

  /** After the poller. */
  async [Symbol.asyncDispose](): Promise<void> {
    for (const socket of this.#open.values()) socket.close();
    this.#open.clear();
    await this.#closed;
  }
}
