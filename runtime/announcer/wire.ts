/**
 * The network of this node, on libc: one poll over ARP, NDP, netlink and the heartbeat port.
 *
 * @module
 */

import { createSocket, type Socket } from "node:dgram";
import { arpFrames } from "../../functions/model/frame_selection.ts";
import type { Link } from "../../functions/model/link.ts";
import { logger } from "../log.ts";
import { type Libc, openLibc } from "../wire/libc.ts";
import { LinkWatch } from "../wire/link_watch.ts";
import { PacketSocket } from "../wire/packet_socket.ts";
import { Poller } from "../wire/poll.ts";
import type { WireEvents, WireLink, WirePort } from "./wire_port.ts";

const log = logger("wire");

export interface WireOptions {
  readonly port: number;
  /** Regular expressions: links whose name one of them matches are left alone. */
  readonly exclude: readonly string[];
}

export class Wire implements WirePort {
  readonly #libc: Libc;
  readonly #poller: Poller;
  readonly #arp: PacketSocket;
  readonly #watch: LinkWatch;
  readonly #udp: Socket;
  readonly #options: WireOptions;
  #links = new Map<number, WireLink>();
  #seen: unknown;
  #followed: ReadonlySet<string> = new Set();
  #events: WireEvents | undefined;
  #queue: { data: Uint8Array; source: string }[] = [];
  /** Called when the usable links are others than before. */
  onLinks: () => void = () => {};

  static open(options: WireOptions): Wire {
    return new Wire(openLibc(), options);
  }

  private constructor(libc: Libc, options: WireOptions) {
    this.#libc = libc;
    this.#options = options;
    this.#poller = new Poller(libc);
    this.#arp = new PacketSocket(libc, arpFrames);
    this.#watch = new LinkWatch(libc);
    this.#readLinks();
    this.#poller.add(this.#watch.descriptor, () => {
      this.#watch.drain();
      this.#readLinks();
    });
    this.#poller.add(this.#arp.descriptor, () => this.#arp.drain((frame, index) => this.#frame(frame, index)));
    this.#udp = createSocket("udp4");
    this.#udp.on("message", (data, from) => {
      this.#queue.push({ data, source: from.address });
      this.#poller.wake();
    });
    this.#udp.on("error", (error) => log.warn("Heartbeats: {error}", { error: String(error) }));
    this.#udp.bind(options.port);
  }

  get links(): readonly WireLink[] {
    return [...this.#links.values()];
  }

  follow(addresses: ReadonlySet<string>): void {
    if (addresses.size === this.#followed.size && [...addresses].every((each) => this.#followed.has(each))) return;
    this.#followed = addresses;
    this.#arp.want([...addresses].filter((each) => !each.includes(":")));
  }

  async wait(timeoutMs: number, events: WireEvents): Promise<void> {
    this.#events = events;
    await this.#poller.wait(timeoutMs);
    for (const { data, source } of this.#queue.splice(0)) events.datagram(data, source);
  }

  wake(): void {
    this.#poller.wake();
  }

  sendFrame(frame: Uint8Array, link: string): void {
    const index = this.#indexOf(link);
    if (index === undefined) return;
    const error = this.#arp.send(frame, index);
    if (error !== undefined) log.debug("{error}", { error: String(error) });
  }

  sendDatagram(datagram: Uint8Array, to: { readonly link: string; readonly address: string }): void {
    this.#udp.send(datagram, this.#options.port, to.address, () => {});
  }

  #frame(frame: Uint8Array, index: number): void {
    const link = this.#links.get(index);
    if (link !== undefined) this.#events?.frame(frame, link);
  }

  #indexOf(name: string): number | undefined {
    for (const [index, link] of this.#links) if (link.name === name) return index;
    return undefined;
  }

  #readLinks(): void {
    if (this.#seen === this.#watch.links) return;
    this.#seen = this.#watch.links;
    const excluded = this.#options.exclude.map((each) => new RegExp(each));
    this.#links = new Map();
    for (const link of this.#watch.links.values()) {
      if (!isUsable(link, excluded) || link.mac === undefined) continue;
      const linkLocal = link.addresses.find((each) => each.scope === "link")?.address;
      this.#links.set(link.index, {
        name: link.name,
        mac: link.mac,
        addresses: link.addresses.filter((each) => each.scope === "global").map((a) => `${a.address}/${a.prefix}`),
        ...(linkLocal !== undefined && { linkLocal }),
      });
    }
    this.#events?.linksChanged();
    this.onLinks();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#udp.close();
    await this.#poller.close();
    this.#arp.close();
    this.#watch.close();
    this.#libc[Symbol.dispose]();
  }
}

function isUsable(link: Link, excluded: readonly RegExp[]): boolean {
  return link.up && link.arp && link.broadcast && link.master === undefined &&
    !excluded.some((each) => each.test(link.name));
}
