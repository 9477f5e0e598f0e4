/**
 * Receives packets that are sent to wanted addresses, e.g. those that open or close TCP connections. The sockets exist
 * only while addresses are wanted, because each socket makes the kernel filter every packet of the host.
 *
 * @module
 */

import { causeOf } from "../ground/cause.ts";
import { isIPv6 } from "../../functions/model/addresses/address.ts";
import type { FrameSelection } from "../../functions/model/wire/frame_selection.ts";
import { logger } from "../ground/log.ts";
import type { Libc } from "../wire/libc.ts";
import { type OnFrame, PacketSocket } from "../wire/packet_socket.ts";
import type { Poller } from "../wire/poll.ts";

const log = logger("wire");

export interface EdgeListener {
  readonly frame: OnFrame;
  /** Called when all received frames were delivered. */
  readonly caughtUp: () => void;
}

export class EdgeSockets implements AsyncDisposable {
  readonly #libc: Libc;
  readonly #poller: Poller;
  readonly #selections: Readonly<Record<"IPv4" | "IPv6", FrameSelection>>;
  readonly #open = new Map<"IPv4" | "IPv6", PacketSocket>();
  #closed: Promise<unknown> = Promise.resolve();
  #listener: EdgeListener | undefined;

  constructor(libc: Libc, poller: Poller, selections: Readonly<Record<"IPv4" | "IPv6", FrameSelection>>) {
    this.#libc = libc;
    this.#poller = poller;
    this.#selections = selections;
  }

  /** From now on, frames to these addresses are delivered while the poller waits. */
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

  /**
   * Undefined if the socket cannot be opened, e.g. because no file descriptor is free. Answers do not depend on these
   * sockets, so the announcer continues without the packets.
   */
  #listen(family: "IPv4" | "IPv6"): PacketSocket | undefined {
    try {
      const socket = new PacketSocket(this.#libc, this.#selections[family]);
      this.#open.set(family, socket);
      this.#poller.add(socket.descriptor, () => {
        socket.drain((frame, index) => this.#listener?.frame(frame, index));
        this.#listener?.caughtUp();
      });
      return socket;
    } catch (error) {
      log.warn("{error}", { error: causeOf(error) });
      return undefined;
    }
  }

  /** Call it after the poller was disposed of. */
  async [Symbol.asyncDispose](): Promise<void> {
    for (const socket of this.#open.values()) socket.close();
    this.#open.clear();
    await this.#closed;
  }
}
