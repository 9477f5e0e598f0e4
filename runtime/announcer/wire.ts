/**
 * The network access of this node, through libc: one `poll` waits for ARP, NDP, netlink and the heartbeat port.
 *
 * @module
 */

import { isIPv6 } from "../../functions/model/addresses/address.ts";
import { beatFilter, type EchoingPeers } from "../../functions/model/announcing/heartbeat/beat_filter.ts";
import { arpFrames, ndpFrames, packetsOfUse, tcpEdges } from "../../functions/model/wire/frame_selection.ts";
import type { LinkTable } from "../../functions/model/wire/link_table.ts";
import { ListenError } from "../ground/http/listen.ts";
import { logger } from "../ground/log.ts";
import { type Libc, openLibc } from "../wire/libc.ts";
import { LinkWatch } from "../wire/link_watch.ts";
import { PacketSocket } from "../wire/packet_socket.ts";
import { Poller } from "../wire/poll.ts";
import { SolicitedNodeGroups } from "../wire/solicited_node_groups.ts";
import { UdpSocket } from "../wire/udp_socket.ts";
import { WireError } from "../wire/wire_error.ts";
import { EdgeSockets } from "./edge_sockets.ts";
import { OwnLinks } from "./own_links.ts";
import type { Eavesdropper, WireEvents, WireLink, WirePort } from "./wire_port.ts";

const log = logger("wire");

export interface WireOptions {
  /** The UDP port of the heartbeats. */
  readonly port: number;
  /**
   * The time between two heartbeats of this node, in ms. The sockets are read at least this often, except in a stall.
   */
  readonly everyMs: number;
  /** Links whose name matches one of these are not used. */
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
  readonly #uses: EdgeSockets;
  readonly #datagrams: readonly UdpSocket[];
  /** The descriptors of the heartbeat sockets. */
  readonly #hearable: ReadonlySet<number>;
  readonly #links: OwnLinks;
  #table: LinkTable | undefined;
  #followed: ReadonlySet<string> = new Set();
  #events: WireEvents | undefined;
  #guarded = "";

  /** @throws WireError without CAP_NET_RAW; ListenError if the port is in use */
  constructor(options: WireOptions) {
    this.#options = options;
    this.#links = new OwnLinks(options.exclude);
    const libc = this.#open.use(openLibc());
    this.#arp = this.#open.use(new PacketSocket(libc, arpFrames));
    this.#ndp = this.#open.use(new PacketSocket(libc, ndpFrames));
    this.#watch = this.#open.use(new LinkWatch(libc));
    this.#groups = this.#open.use(new SolicitedNodeGroups(libc));
    this.#udp = {
      IPv4: this.#openUdp(libc, "IPv4"),
      IPv6: this.#openIPv6(libc),
    };
    this.#datagrams = [this.#udp.IPv4, this.#udp.IPv6].flatMap((socket) => socket ?? []);
    this.#hearable = new Set(this.#datagrams.map(({ descriptor }) => descriptor));
    this.guard(undefined);
    this.#poller = new Poller(libc);
    this.#edges = new EdgeSockets(libc, this.#poller, tcpEdges);
    this.#uses = new EdgeSockets(libc, this.#poller, packetsOfUse);
    this.#readLinks();
    this.#listen();
  }

  #openUdp(libc: Libc, family: "IPv4" | "IPv6"): UdpSocket {
    const { port } = this.#options;
    try {
      return this.#open.use(new UdpSocket(libc, { family, port }));
    } catch (error) {
      if (!(error instanceof WireError) || error.code !== "EADDRINUSE") throw error;
      this.#open.dispose();
      throw new ListenError(
        `Cannot listen on UDP port ${port}: another program uses it, e.g. a second announcer (--heartbeat-port)`,
      );
    }
  }

  /** Undefined on a host without IPv6. */
  #openIPv6(libc: Libc): UdpSocket | undefined {
    try {
      return this.#openUdp(libc, "IPv6");
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
          const link = this.#links.up.get(index);
          if (link !== undefined) this.#events?.frame(frame, link);
        }));
    }
    for (const socket of this.#datagrams) this.#poller.add(socket.descriptor, () => this.#hear(socket));
  }

  #hear(socket: UdpSocket): void {
    socket.drain((data, { linkIndex, address, at }) => {
      const link = this.#links.up.get(linkIndex);
      // The age is wrong if the system clock was set meanwhile. With these limits, a wrong age makes no peer look
      // silent.
      const ageMs = Math.min(Math.max(0, Date.now() - at), this.#options.everyMs);
      if (link !== undefined) this.#events?.datagram(data, { link: link.name, address, ageMs });
    });
  }

  guard(echoing: EchoingPeers | undefined): void {
    const guarded = echoing === undefined ? "open" : [echoing.incarnation, ...echoing.addresses].join();
    if (guarded === this.#guarded) return;
    this.#guarded = guarded;
    for (const [family, socket] of [["IPv4", this.#udp.IPv4], ["IPv6", this.#udp.IPv6]] as const) {
      const addresses = [...echoing?.addresses ?? []].filter((each) => isIPv6(each) === (family === "IPv6"));
      const error = socket?.filter(beatFilter(family, echoing && { ...echoing, addresses }));
      if (error !== undefined) log.warn("{error}", { error: error.message });
    }
  }

  get links(): readonly WireLink[] {
    return [...this.#links.up.values()];
  }

  get idle(): readonly WireLink[] {
    return this.#links.idle;
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
    this.#give(this.#edges, addresses, by);
  }

  observe(addresses: ReadonlySet<string>, by: Eavesdropper): void {
    this.#give(this.#uses, addresses, by);
  }

  #give(sockets: EdgeSockets, addresses: ReadonlySet<string>, by: Eavesdropper): void {
    sockets.want(addresses, {
      frame: (frame, index) => {
        const link = this.#links.up.get(index);
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
    for (const [index, link] of this.#links.up) if (link.name === name) return index;
    return undefined;
  }

  #readLinks(): void {
    if (this.#table === this.#watch.links) return;
    this.#table = this.#watch.links;
    this.#links.read(this.#table);
    this.#joinGroups();
    this.#events?.linksChanged();
  }

  /** Joins the multicast groups of all followed addresses, on new links too. */
  #joinGroups(): void {
    const addresses = [...this.#followed].filter(isIPv6);
    const wanted = [...this.#links.up.keys()].flatMap((linkIndex) =>
      addresses.map((address) => ({ linkIndex, address }))
    );
    this.#groups.want(wanted).forEach(noteLoss);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#poller.close();
    await this.#edges[Symbol.asyncDispose]();
    await this.#uses[Symbol.asyncDispose]();
    this.#open.dispose();
  }
}

/** A failed send, or a failed join of a group, is only logged: frames may get lost on any network. */
function noteLoss(error: WireError | undefined): void {
  if (error !== undefined) log.debug("{error}", { error: error.message });
}

function isIPv4(address: string): boolean {
  return !isIPv6(address);
}
