/**
 * The links of this host with their addresses, always as they are now (`rtnetlink(7)`).
 *
 * @module
 */

import type { LinkTable } from "../../functions/model/link_table.ts";
import { applyNetlink } from "../../functions/model/link_table.ts";
import type { NetlinkMessage } from "../../functions/model/netlink.ts";
import { dumpRequest, getAddresses, getLinks, parseNetlink } from "../../functions/model/netlink.ts";
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
/** More than the kernel puts into one answer (32 kB). */
const answerCapacity = 1 << 16;
const addressLength = 12;
const mostListings = 5;

export class LinkWatch implements Disposable {
  readonly descriptor: number;
  readonly #libc: Libc;
  readonly #answer = new Uint8Array(answerCapacity);
  readonly #from = netlinkAddress(0);
  readonly #fromLength = new Uint32Array(1);
  #links: LinkTable = new Map();

  /** @throws WireError if the kernel gives no list of links */
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

  /** The same table until something changes. */
  get links(): LinkTable {
    return this.#links;
  }

  /** Takes in what the kernel has told. After it had to leave something out, everything is listed again. */
  drain(): void {
    for (;;) {
      const messages = this.#receive();
      if (messages === "nothing") return;
      if (messages === "overrun") return this.#list();
      this.#links = applyNetlink(this.#links, messages);
    }
  }

  #list(): void {
    for (let listing = 0; listing < mostListings; listing++) {
      // What is left of an earlier listing would be taken for the new one, or hinder it.
      while (this.#receive() !== "nothing");
      const links = this.#dump(getLinks, new Map());
      const complete = links === undefined ? undefined : this.#dump(getAddresses, links);
      if (complete === undefined) continue;
      this.#links = complete;
      return;
    }
    throw new WireError("list links", "EBUSY");
  }

  /** Adds to a table what is listed and the news that come in between. Undefined: the list has gaps. */
  #dump(request: typeof getLinks | typeof getAddresses, table: LinkTable): LinkTable | undefined {
    const bytes = dumpRequest(request);
    const kernel = netlinkAddress(0);
    const { sendto } = this.#libc.calls;
    const size = BigInt(bytes.length);
    this.#libc.check(sendto(this.descriptor, bytes, size, 0, kernel, addressLength), "ask for links");
    let links = table;
    let whole = true;
    for (;;) {
      const messages = this.#receive();
      if (messages === "nothing" || messages === "overrun") return undefined;
      links = applyNetlink(links, messages);
      if (messages.some(({ type }) => type === "interrupted" || type === "error")) whole = false;
      if (messages.some(({ type }) => type === "done" || type === "error")) return whole ? links : undefined;
    }
  }

  #receive(): readonly NetlinkMessage[] | "nothing" | "overrun" {
    this.#fromLength[0] = addressLength;
    const { recvfrom } = this.#libc.calls;
    const capacity = BigInt(answerCapacity);
    const length = recvfrom(this.descriptor, this.#answer, capacity, 0, this.#from, this.#fromLength);
    if (length < 0) return this.#libc.errorName() === "ENOBUFS" ? "overrun" : "nothing";
    const isFromKernel = this.#from.getUint32(4, true) === 0;
    return isFromKernel ? parseNetlink(this.#answer.subarray(0, length)) : [];
  }

  close(): void {
    this.#libc.calls.close(this.descriptor);
  }

  [Symbol.dispose](): void {
    this.close();
  }
}

/** `struct sockaddr_nl`: this socket, with the groups it listens to. */
function netlinkAddress(groups: number): DataView<ArrayBuffer> {
  const address = new DataView(new ArrayBuffer(addressLength));
  address.setUint16(0, familyNetlink, true);
  address.setUint32(8, groups, true);
  return address;
}
