/**
 * A host on the segment that uses a shared address, as a node knows it. The MAC identifies the host: one host may have
 * several IP addresses, and all its traffic must go to one node.
 *
 * @module
 */

import type { Instant } from "../../kubernetes.ts";
import { hash32 } from "../../hash.ts";

export interface Host {
  readonly mac: string;
  /** The name of this node's link on which the host was seen. */
  readonly link: string;
  /** The host's own addresses, of the same family as the shared address; the last seen first. Empty: not known. */
  readonly addresses: readonly string[];
  /** The node that serves the host. */
  readonly node: string;
  /** The node to which the host is to go back; mostly the same as `node`. */
  readonly home: string;
  /**
   * How often the host was assigned to a node. If the records of two nodes differ, the record with more moves counts.
   */
  readonly moves: number;
  /** True if the host has sent traffic to the address. False if it has only sent ARP requests or solicitations. */
  readonly isUser: boolean;
  /** When a frame of the host about the address, or traffic to the address, was last seen. */
  readonly seenAt: Instant;
  /** When the host last used this node, as this node itself saw it; absent: not since this node was assigned. */
  readonly usedAt?: Instant;
}

/** The record of a host that nodes send each other in heartbeats. */
export interface ToldHost {
  /** The shared address. */
  readonly address: string;
  readonly mac: string;
  /** The host's own address; absent: not known. */
  readonly host?: string;
  /** The node that serves the host, as `wordOf` gives it. */
  readonly node: number;
  /** The node to which the host is to go back, as `wordOf` gives it. */
  readonly home: number;
  readonly moves: number;
  /**
   * `asker`: the host has only sent ARP requests or solicitations. `user`: it has sent traffic. `lately`: it has sent
   * traffic, and the node that serves it saw it in the last 15 s and sends this record.
   */
  readonly use: HostUse;
}

export type HostUse = "asker" | "user" | "lately";

/** The index of a use is its number on the wire. */
export const hostUses: readonly HostUse[] = ["asker", "user", "lately"];

/** A host that used this node within this time is sent as `lately`. */
export const latelyMs = 15_000;

/** The most addresses that are stored for one host. */
const mostAddresses = 4;

/** A hash of a node's name. Heartbeats have this word instead of the name, which may have 253 bytes. */
export function wordOf(node: string): number {
  return hash32(node);
}

/** The addresses, with the address that was just seen in front. */
export function withAddress(addresses: readonly string[], seen: string | undefined): readonly string[] {
  if (seen === undefined || addresses[0] === seen) return addresses;
  return [seen, ...addresses.filter((each) => each !== seen)].slice(0, mostAddresses);
}

/** The host, assigned to a node. */
export function givenTo(host: Host, node: string): Host {
  return host.node === node ? host : { ...host, node, moves: host.moves + 1 };
}

/**
 * The host, assigned to the node in its record. Only a record with `moves: 0` changes: it is a guess, or comes from a
 * scan.
 */
export function confirmed(host: Host): Host {
  return host.moves === 0 ? { ...host, home: host.node, moves: 1 } : host;
}

/** True if this node itself saw within the last 15 s that the host uses it. */
export function usesLately({ usedAt = -Infinity }: Host, now: Instant): boolean {
  return now - usedAt < latelyMs;
}

/**
 * True if a peer's record replaces the known record. The record with more moves wins. If the moves are equal, the node
 * with the lower `wordOf` wins; if the nodes are equal too, the `home` with the lower `wordOf` wins.
 */
export function isNewer(told: ToldHost, known: Host): boolean {
  if (told.moves !== known.moves) return told.moves > known.moves;
  const [node, home] = [wordOf(known.node), wordOf(known.home)];
  return told.node === node ? told.home < home : told.node < node;
}
