/**
 * The messages for a function that runs from the command line and finds nothing to decide.
 *
 * @module
 */

import type { Observed } from "../observed.ts";
import { addressesOf } from "../reporting/service_addresses.ts";
import { isEligible } from "../allocation/eligibility.ts";

export function nothingAllocated({ services, settings }: Observed): string {
  const ofType = services.some(({ spec }) => spec.type === "LoadBalancer");
  return ofType && !services.some((each) => isEligible(each, settings))
    ? "Nothing to decide: by its loadBalancerClass, every Service of type LoadBalancer belongs to another controller"
    : without("Service of type LoadBalancer");
}

export function nothingElected(observed: Observed): string {
  const { services, settings } = observed;
  const own = services.filter((each) => isEligible(each, settings));
  if (own.length === 0) return nothingAllocated(observed);
  return own.some((each) => addressesOf(each).length > 0)
    ? "Nothing to decide: no Service may keep the address in its status"
    : "Nothing to decide: no Service has an address in its status; run decide.ts, which also allocates addresses";
}

export function nothingAnnounced({ virtualIPs, leases }: Observed): string {
  if (leases.length === 0) return without("announcer's Lease with the annotation arpeggio.dev/links");
  if (virtualIPs.length === 0) return without("VirtualIP");
  return "Nothing changes: every announcer has already reported its state";
}

export const nothingRouted = without("Node");

export function nothingWrong({ pools, l2Advertisements, bgpPeers, bgpAdvertisements, services }: Observed): string {
  const count = [pools, l2Advertisements, bgpPeers, bgpAdvertisements, services].flat().length;
  return count === 0 ? without("pool, advertisement, BGPPeer or Service") : "Nothing is wrong";
}

export function nothingSupposed({ nodes }: Observed): string {
  return nodes.length === 0 ? without("Node") : "Nothing changes, whichever node is lost";
}

export const nothingReported = without("object whose status Arpeggio writes");

/** Objects were left out, and these might be objects to decide about. */
export const nothingInPart = "Nothing to decide in what could be read; standard error names what was left out";

function without(what: string): string {
  return `Nothing to decide: there is no ${what} among these objects`;
}
