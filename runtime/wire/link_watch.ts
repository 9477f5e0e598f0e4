/**
 * The current links of this host with their addresses (`rtnetlink(7)`).
 *
 * @module
 */

import type { LinkTable } from "../../functions/model/wire/link_table.ts";
import { applyNetlink } from "../../functions/model/wire/link_table.ts";
import type { NetlinkMessage } from "../../functions/model/wire/netlink.ts";
import { dumpRequest, getAddresses, getLinks, parseNetlink } from "../../functions/model/wire/netlink.ts";
import type { Libc } from "./libc.ts";
import {
  closeOnExec,
  familyNetlink,
  levelSocket,
  nonblocking,
  optionReceiveBuffer,
  typeRaw,
} from "./socket_constants.ts";
import { WireError } from "./wire_error.ts";

const groupLinks = 0x1;
const groupIPv4Addresses = 0x10;
const groupIPv6Addresses = 0x100;
const receiveBufferBytes = 1 << 20;
/** The most bytes that one call of `recvfrom` returns. The kernel puts at most 32 kB into one part of a list. */
const partCapacity = 1 << 16;
const addressLength = 12;
const mostListings = 5;

export class LinkWatch implements Disposable {
  readonly descriptor: number;
  readonly #libc: Libc;
  readonly #part = new Uint8Array(partCapacity);
  readonly #from = netlinkAddress(0);
  readonly #fromLength = new Uint32Array(1);
  #links: LinkTable = new Map();

  /** @throws WireError if the kernel returns no list of links */
  constructor(libc: Libc) {
    this.#libc = libc;
    const type = typeRaw | nonblocking | closeOnExec;
    this.descriptor = libc.check(libc.calls.socket(familyNetlink, type, 0), "open netlink socket");
    try {
      const bufferBytes = Int32Array.of(receiveBufferBytes);
      libc.calls.setsockopt(this.descriptor, levelSocket, optionReceiveBuffer, bufferBytes, 4);
      const groups = netlinkAddress(groupLinks | groupIPv4Addresses | groupIPv6Addresses);
      libc.check(libc.calls.bind(this.descriptor, groups, addressLength), "bind netlink socket");
      this.#list();
    } catch (error) {
      this.close();
      throw error;
    }
  }

  /** The current links; the same table until a link or an address changes. */
  get links(): LinkTable {
    return this.#links;
  }

  /**
   * Applies the messages that the kernel has sent. Lists all links again if the kernel had to drop messages (ENOBUFS).
   */
  drain(): void {
    const messages = this.#receive();
    if (messages === "overrun") this.#list();
    else this.#links = applyNetlink(this.#links, messages);
  }

  #list(): void {
    for (let listing = 0; listing < mostListings; listing++) {
      // Discards the rest of an earlier listing, which would mix with the new one.
      while (this.#receive() === "overrun");
      const links = this.#dump(getLinks, new Map());
      const complete = links === undefined ? undefined : this.#dump(getAddresses, links);
      if (complete === undefined) continue;
      this.#links = complete;
      return;
    }
    throw new WireError("list links", "EBUSY");
  }

  /** Adds a whole list to the table, with the changes that arrive meanwhile. Undefined if the list is incomplete. */
  #dump(request: typeof getLinks | typeof getAddresses, table: LinkTable): LinkTable | undefined {
    const bytes = dumpRequest(request);
    const kernel = netlinkAddress(0);
    const { sendto } = this.#libc.calls;
    const size = BigInt(bytes.length);
    this.#libc.check(sendto(this.descriptor, bytes, size, 0, kernel, addressLength), "ask for links");
    const messages = this.#receive();
    if (messages === "overrun") return undefined;
    const types = new Set(messages.map(({ type }) => type));
    const whole = types.has("done") && !types.has("interrupted") && !types.has("error");
    return whole ? applyNetlink(table, messages) : undefined;
  }

  /**
   * Receives all waiting messages. It receives a list completely, since each receive makes the kernel write the next
   * part. It parses the messages only after that, because a change is more likely to interrupt a slow listing.
   */
  #receive(): readonly NetlinkMessage[] | "overrun" {
    const parts: Uint8Array[] = [];
    for (;;) {
      this.#fromLength[0] = addressLength;
      const { recvfrom } = this.#libc.calls;
      const capacity = BigInt(partCapacity);
      const length = recvfrom(this.descriptor, this.#part, capacity, 0, this.#from, this.#fromLength);
      const isFromKernel = this.#from.getUint32(4, true) === 0;
      if (length >= 0 && isFromKernel) parts.push(this.#part.slice(0, length));
      if (length < 0) return this.#libc.errorName() === "ENOBUFS" ? "overrun" : parts.flatMap(parseNetlink);
    }
  }

  close(): void {
    this.#libc.calls.close(this.descriptor);
  }

  [Symbol.dispose](): void {
    this.close();
  }
}

/**
 * `struct sockaddr_nl` with these multicast groups. Its port ID is 0. As a destination, 0 is the kernel. In `bind`,
 * 0 lets the kernel choose a free ID.
 */
function netlinkAddress(groups: number): DataView<ArrayBuffer> {
  const address = new DataView(new ArrayBuffer(addressLength));
  address.setUint16(0, familyNetlink, true);
  address.setUint32(8, groups, true);
  return address;
}
