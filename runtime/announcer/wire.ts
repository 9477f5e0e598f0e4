/**
 * The network of this node, on libc: one poll over ARP, NDP, netlink and the heartbeat port.
 *
 * @module
 */

import { isIPv6 } from "../../functions/model/addresses/address.ts";
import { beatMs } from "../../functions/model/announcing/timing.ts";
import { eligibleLinks, linkLocalAddress } from "../../functions/model/wire/eligible_links.ts";
import { arpFrames, ndpFrames } from "../../functions/model/wire/frame_selection.ts";
import type { Link } from "../../functions/model/wire/link.ts";
import type { LinkTable } from "../../functions/model/wire/link_table.ts";
import { logger } from "../log.ts";
import { type Libc, openLibc } from "../wire/libc.ts";
import { LinkWatch } from "../wire/link_watch.ts";
import { PacketSocket } from "../wire/packet_socket.ts";
import { Poller } from "../wire/poll.ts";
import { SolicitedNodeGroups } from "../wire/solicited_node_groups.ts";
import { UdpSocket } from "../wire/udp_socket.ts";
import { WireError } from "../wire/wire_error.ts";
import { EdgeSockets } from "./edge_sockets.ts";
import type { Eavesdropper, WireEvents, WireLink, WirePort } from "./wire_port.ts";

const log = logger("wire");

export interface WireOptions {
  /** The UDP port of the heartbeats. */
  readonly port: number;
  /** Links whose name one of these matches are left alone. */
  readonly exclude: readonly RegExp[];
}

export class Wire implements WirePort {
  readonly #options: WireOptions;
  readonly #open = new DisposableStack();
  readonly #poller: Poller;
  readonly #arp: PacketSocket;
  readonly #ndp: PacketSocket;
  readonly #watch: LinkWatch;
  readonly #groups: SolicitedNodeGroups;
  readonly #udp: { readonly IPv4: UdpSocket; readonly IPv6: UdpSocket | undefined };
  readonly #edges: EdgeSockets;
  readonly #datagrams: readonly UdpSocket[];
  /** Their descriptors. */
  readonly #hearable: ReadonlySet<number>;
  /** The usable links by their index. */
  #links: ReadonlyMap<number, WireLink> = new Map();
  #idle: readonly WireLink[] = [];
  #table: LinkTable | undefined;
  #followed: ReadonlySet<string> = new Set();
  #events: WireEvents | undefined;

  /** @throws WireError without CAP_NET_RAW, or when the port is taken */
  constructor(options: WireOptions) {
    this.#options = options;
    const libc = this.#open.use(openLibc());
    this.#arp = this.#open.use(new PacketSocket(libc, arpFrames));
    this.#ndp = this.#open.use(new PacketSocket(libc, ndpFrames));
    this.#watch = this.#open.use(new LinkWatch(libc));
    this.#groups = this.#open.use(new SolicitedNodeGroups(libc));
    this.#udp = {
      IPv4: this.#open.use(new UdpSocket(libc, { family: "IPv4", port: options.port })),
      IPv6: this.#openIPv6(libc),
    };
    this.#datagrams = [this.#udp.IPv4, this.#udp.IPv6].flatMap((socket) => socket ?? []);
    this.#hearable = new Set(this.#datagrams.map(({ descriptor }) => descriptor));
    this.#poller = new Poller(libc);
    this.#edges = new EdgeSockets(libc, this.#poller);
    this.#readLinks();
    this.#listen();
  }

  /** A host may have no IPv6 at all. */
  #openIPv6(libc: Libc): UdpSocket | undefined {
    try {
      return this.#open.use(new UdpSocket(libc, { family: "IPv6", port: this.#options.port }));
    } catch (error) {
      if (error instanceof WireError && error.code === "EAFNOSUPPORT") return undefined;
      throw error;
    }
  }

  #listen(): void {
    this.#poller.add(this.#watch.descriptor, () => {
      this.#watch.drain();
      this.#readLinks();
    });
    for (const socket of [this.#arp, this.#ndp]) {
      this.#poller.add(socket.descriptor, () =>
        socket.drain((frame, index) => {
          const link = this.#links.get(index);
          if (link !== undefined) this.#events?.frame(frame, link);
        }));
    }
    for (const socket of this.#datagrams) this.#poller.add(socket.descriptor, () => this.#hear(socket));
  }

  #hear(socket: UdpSocket): void {
    socket.drain((data, { linkIndex, address, at }) => {
      const link = this.#links.get(linkIndex);
      // When the system's clock is set meanwhile, the age is wrong: that must not make a peer look silent.
      const ageMs = Math.min(Math.max(0, Date.now() - at), beatMs);
      if (link !== undefined) this.#events?.datagram(data, { link: link.name, address, ageMs });
    });
  }

  get links(): readonly WireLink[] {
    return [...this.#links.values()];
  }

  get idle(): readonly WireLink[] {
    return this.#idle;
  }

  follow(addresses: ReadonlySet<string>): void {
    if (addresses.size === this.#followed.size && addresses.isSubsetOf(this.#followed)) return;
    const changed = addresses.symmetricDifference(this.#followed);
    this.#followed = addresses;
    if (changed.values().some(isIPv4)) this.#arp.want(addresses.values().filter(isIPv4));
    if (!changed.values().some(isIPv6)) return;
    this.#ndp.want(addresses.values().filter(isIPv6));
    this.#joinGroups();
  }

  overhear(addresses: ReadonlySet<string>, by: Eavesdropper): void {
    this.#edges.want(addresses, {
      frame: (frame, index) => {
        const link = this.#links.get(index);
        if (link !== undefined) by.segment(frame, link);
      },
      caughtUp: () => by.caughtUp(),
    });
  }

  async wait(timeoutMs: number, events: WireEvents, patience?: "patient"): Promise<void> {
    this.#events = events;
    if (patience === undefined) return await this.#poller.wait(timeoutMs);
    await this.#poller.wait(timeoutMs, this.#hearable);
    for (const socket of this.#datagrams) this.#hear(socket);
  }

  wake(): void {
    this.#poller.wake();
  }

  sendFrame(frame: Uint8Array, link: string): void {
    const index = this.#indexOf(link);
    const socket = frame[12] === 0x08 ? this.#arp : this.#ndp;
    if (index !== undefined) noteLoss(socket.send(frame, index));
  }

  sendDatagram(datagram: Uint8Array, to: { readonly link: string; readonly address: string }): void {
    const linkIndex = this.#indexOf(to.link);
    const socket = isIPv6(to.address) ? this.#udp.IPv6 : this.#udp.IPv4;
    if (linkIndex === undefined) return;
    noteLoss(socket?.send(datagram, { address: to.address, port: this.#options.port, linkIndex }));
  }

  #indexOf(name: string): number | undefined {
    for (const [index, link] of this.#links) if (link.name === name) return index;
    return undefined;
  }

  #readLinks(): void {
    if (this.#table === this.#watch.links) return;
    this.#table = this.#watch.links;
    const usable = eligibleLinks(this.#table.values(), this.#options.exclude);
    this.#links = new Map(usable.filter(({ up }) => up).map((link) => [link.index, wireLink(link)]));
    this.#idle = usable.filter(({ up }) => !up).map(wireLink);
    this.#joinGroups();
    this.#events?.linksChanged();
  }

  /** Also for links that have come since an address was followed first. */
  #joinGroups(): void {
    const addresses = [...this.#followed].filter(isIPv6);
    const wanted = [...this.#links.keys()].flatMap((linkIndex) => addresses.map((address) => ({ linkIndex, address })));
    this.#groups.want(wanted).forEach(noteLoss);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#poller.close();
    await this.#edges[Symbol.asyncDispose]();
    this.#open.dispose();
  }
}

function wireLink(link: Link & { readonly mac: string }): WireLink {
  const linkLocal = linkLocalAddress(link);
  return {
    name: link.name,
    mac: link.mac,
    addresses: link.addresses.filter(({ scope }) => scope === "global").map(({ address, prefix }) =>
      `${address}/${prefix}`
    ),
    ...(linkLocal !== undefined && { linkLocal }),
  };
}

/** A network may lose what is sent; so may a link that has just gone. */
function noteLoss(error: WireError | undefined): void {
  if (error !== undefined) log.debug("{error}", { error: error.message });
}

function isIPv4(address: string): boolean {
  return !isIPv6(address);
}
