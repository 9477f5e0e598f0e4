/**
 * A router with which nodes speak BGP, as a valid BGPPeer describes it.
 *
 * @module
 */

import type { Address } from "../addresses/address.ts";
import type { BGPTimers } from "./bgp_timers.ts";
import type { IPFamily, LabelSelector } from "../kubernetes.ts";

/** A router with which the nodes that match speak BGP. */
export interface BGPNeighbor {
  readonly name: string;
  readonly myASN: number;
  /** The router's AS: its number, our own, or whatever other it says. */
  readonly remote: number | "internal" | "external";
  /** The AS shown to this router instead of `myASN`. */
  readonly localASN?: number;
  /** Where the router is: at an address, or found on an interface (RFC 5549). */
  readonly at: { readonly address: Address } | { readonly interface: string };
  readonly source?: Address;
  readonly port: number;
  readonly timers?: BGPTimers;
  readonly connectSeconds?: number;
  readonly routerID?: string;
  readonly nodeSelectors: readonly LabelSelector[];
  readonly authentication?: { readonly password: string } | { readonly secret: string };
  readonly bfdProfile?: string;
  readonly gracefulRestart: boolean;
  /** How far away the router may be; 1: on a network of the node. */
  readonly hops: number;
  readonly vrf?: string;
  /** What is announced over the session. */
  readonly families: readonly IPFamily[];
}

/** Whether the router is of our own AS. */
export function isInternal({ remote, myASN }: Pick<BGPNeighbor, "remote" | "myASN">): boolean {
  return remote === "internal" || remote === myASN;
}

/** The name by which FRR knows the router within a VRF. */
export function placeOf({ at }: BGPNeighbor): string {
  return "address" in at ? at.address.text : at.interface;
}
