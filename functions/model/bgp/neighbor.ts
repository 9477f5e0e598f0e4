/**
 * A router with which nodes have BGP sessions, as a valid BGPPeer describes it.
 *
 * @module
 */

import type { Address } from "../addresses/address.ts";
import type { BGPTimers } from "./timers.ts";
import type { IPFamily, LabelSelector } from "../kubernetes.ts";

/** A router with which the selected nodes have BGP sessions. */
export interface BGPNeighbor {
  readonly name: string;
  readonly myASN: number;
  /** The router's AS: this number, our own AS (`internal`), or any other AS (`external`). */
  readonly remote: number | "internal" | "external";
  /** The AS number that this router sees instead of `myASN`. */
  readonly localASN?: number;
  /** How to reach the router: at an address, or on an interface where FRR discovers it (RFC 5549). */
  readonly at: { readonly address: Address } | { readonly interface: string };
  readonly source?: Address;
  readonly port: number;
  readonly timers?: BGPTimers;
  readonly connectSeconds: number;
  readonly routerID?: string;
  readonly nodeSelectors: readonly LabelSelector[];
  readonly authentication?: { readonly password: string } | { readonly secret: string };
  readonly bfdProfile?: string;
  readonly gracefulRestart: boolean;
  /**
   * The greatest number of hops to an external router; 1: the router is on a network of the node. Always 1 for an
   * internal router, for which FRR has no such limit.
   */
  readonly hops: number;
  readonly vrf?: string;
  /** The families that are announced over the session. */
  readonly families: readonly IPFamily[];
}

/** True if the router is in our own AS. */
export function isInternal({ remote, myASN }: Pick<BGPNeighbor, "remote" | "myASN">): boolean {
  return remote === "internal" || remote === myASN;
}

/** The name that FRR uses for the router within a VRF. */
export function placeOf({ at }: BGPNeighbor): string {
  return "address" in at ? at.address.text : at.interface;
}
