/**
 * An address whose hosts this node shares with other nodes, and the connections of the hosts that this node serves.
 *
 * @module
 */

import type { Sharing } from "../../functions/model/announcing/duties/duty.ts";
import { shareSubnet } from "../../functions/model/announcing/duties/home_links.ts";
import {
  type Connections,
  hasOpen,
  noConnections,
  withSegment,
} from "../../functions/model/announcing/sharing/connections.ts";
import type { Host } from "../../functions/model/announcing/sharing/host.ts";
import { mostHosts } from "../../functions/model/announcing/sharing/host_table.ts";
import { type SeenHost, SharedHosts } from "../../functions/model/announcing/sharing/shared_hosts.ts";
import { restMs } from "../../functions/model/announcing/timing.ts";
import type { Packet } from "../../functions/model/wire/traffic.ts";
import type { WireLink } from "./wire_port.ts";

export class SharedAddress {
  duty: Sharing;
  readonly hosts: SharedHosts;
  /** When this node began to observe the traffic to the address. */
  readonly since: number;
  /** True after a stall, until this node has heard its peers and shares the address again. */
  isSuspended = false;
  /** By MAC: the open connections of the hosts that this node serves; at most `mostHosts`. */
  readonly #connections = new Map<string, Connections>();

  /** @param options.isHolder true if this node was the single holder of the address until now */
  constructor(
    duty: Sharing,
    { node, isHolder, now }: { readonly node: string; readonly isHolder: boolean; readonly now: number },
  ) {
    this.duty = duty;
    this.hosts = new SharedHosts(node, isHolder);
    this.since = now;
  }

  /** Stores what a packet says about its host's connections. Returns true if the host has an open connection. */
  noteSegment({ ethernetSource: mac, source, segment }: Packet, now: number): boolean {
    const known = this.#connections.get(mac) ?? noConnections;
    if (segment === undefined) return hasOpen(known, now);
    const after = withSegment(known, { source, ...segment }, now);
    if (this.#connections.size < mostHosts || this.#connections.has(mac)) this.#connections.set(mac, after);
    return hasOpen(after, now);
  }

  forgetConnections(mac: string): void {
    this.#connections.delete(mac);
  }

  /** Forgets the hosts that were not seen for a day, and the connections of hosts that `node` does not serve. */
  forgetOld(node: string, now: number): void {
    this.hosts.forgetOld(now);
    for (const mac of this.#connections.keys()) {
      if (this.hosts.get(mac)?.node !== node) this.#connections.delete(mac);
    }
  }

  /** The hosts that are to move from this node, have no open connection, and have sent nothing lately. */
  restingLeavers(now: number): readonly Host[] {
    return this.hosts.leaving(now).filter(({ mac, seenAt }) => {
      const known = this.#connections.get(mac);
      return now - seenAt >= restMs && (known === undefined || !hasOpen(known, now));
    });
  }

  /** The node to which all hosts move when sharing ends; undefined while the address stays shared. */
  get only(): string | undefined {
    const { unsharing } = this.duty;
    return unsharing.is === "no" ? undefined : unsharing.to;
  }

  /** The MAC of a member on this node's link. */
  macOf(node: string, link: string): string | undefined {
    return this.duty.members.find((each) => each.node === node)?.macs[link];
  }

  isSharedWith(node: string): boolean {
    return this.duty.members.some((each) => each.node === node);
  }
}

/** The sender of a packet. A source behind a router is not on the link: then the MAC is the router's. */
export function senderOf({ ethernetSource: mac, source }: Packet, link: WireLink): SeenHost {
  return { mac, link: link.name, ...(shareSubnet(link, source) && { host: source }) };
}
