/**
 * Joins the multicast groups to which neighbors send their solicitations, so that switches (MLD snooping) and network
 * cards do not drop these. The frames themselves are received through a packet socket.
 *
 * @module
 */

import { addressBytes } from "../../functions/model/addresses/address_bytes.ts";
import { solicitedNodeMulticast } from "../../functions/model/wire/ndp_multicast.ts";
import type { Libc } from "./libc.ts";
import { closeOnExec, familyIPv6, levelIPv6, typeDatagram } from "./socket_constants.ts";
import type { WireError } from "./wire_error.ts";

const optionJoinGroup = 20;
const optionLeaveGroup = 21;

export interface LinkAndAddress {
  readonly linkIndex: number;
  /** An IPv6 address for which neighbor solicitations must reach this host on the link. */
  readonly address: string;
}

interface Membership {
  readonly linkIndex: number;
  readonly group: string;
}

interface HeldMembership extends Membership {
  readonly socket: number;
}

export class SolicitedNodeGroups implements Disposable {
  readonly #libc: Libc;
  /** Several sockets, since the number of memberships per socket is limited (`net.core.optmem_max`). */
  readonly #sockets: number[] = [];
  readonly #joined = new Map<string, HeldMembership>();

  constructor(libc: Libc) {
    this.#libc = libc;
  }

  /**
   * Joins and leaves groups until the memberships match these addresses. Several addresses may share a group. Returns
   * an error for each failed join, e.g. ENODEV for a removed link. The next call tries again.
   */
  want(addresses: Iterable<LinkAndAddress>): WireError[] {
    const wanted = new Map(Array.from(addresses, membershipFor).map((each) => [keyOf(each), each]));
    for (const [key, membership] of this.#joined) if (!wanted.has(key)) this.#leave(key, membership);
    const missing = [...wanted].filter(([key]) => !this.#joined.has(key));
    return missing.flatMap(([key, membership]) => this.#join(key, membership) ?? []);
  }

  #join(key: string, membership: Membership): WireError | undefined {
    for (const socket of this.#sockets) {
      const error = this.#set(optionJoinGroup, { socket, ...membership });
      if (error === undefined) this.#joined.set(key, { socket, ...membership });
      if (error?.code !== "ENOMEM") return error;
    }
    const { calls } = this.#libc;
    const socket = calls.socket(familyIPv6, typeDatagram | closeOnExec, 0);
    if (socket < 0) return this.#libc.error("open socket for multicast groups");
    const error = this.#set(optionJoinGroup, { socket, ...membership });
    if (error !== undefined) {
      calls.close(socket);
      return error;
    }
    this.#sockets.push(socket);
    this.#joined.set(key, { socket, ...membership });
    return undefined;
  }

  /** Leaves a group. Failures are ignored, since on a removed link there is no membership left. */
  #leave(key: string, membership: HeldMembership): void {
    this.#set(optionLeaveGroup, membership);
    this.#joined.delete(key);
  }

  #set(option: number, { socket, group, linkIndex }: HeldMembership): WireError | undefined {
    const request = new DataView(new ArrayBuffer(20));
    new Uint8Array(request.buffer).set(addressBytes(group));
    request.setInt32(16, linkIndex, true);
    const failed = this.#libc.calls.setsockopt(socket, levelIPv6, option, request, 20) < 0;
    return failed ? this.#libc.error(`join ${group} on link ${linkIndex}`) : undefined;
  }

  /** Leaves all groups. */
  close(): void {
    for (const socket of this.#sockets) this.#libc.calls.close(socket);
    this.#sockets.length = 0;
    this.#joined.clear();
  }

  [Symbol.dispose](): void {
    this.close();
  }
}

function membershipFor({ linkIndex, address }: LinkAndAddress): Membership {
  return { linkIndex, group: solicitedNodeMulticast(address) };
}

function keyOf({ linkIndex, group }: Membership): string {
  return `${group}%${linkIndex}`;
}
