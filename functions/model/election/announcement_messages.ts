/**
 * The messages about whether an address is on the network, and about the nodes that may or may not announce it.
 *
 * @module
 */

import { exclusionsOf } from "./exclusions.ts";
import type { Candidacy, ExclusionReason } from "./election.ts";
import { type Misplaced, moveText } from "../pools/misplaced.ts";
import { labelExcludeFromLoadBalancers } from "../names.ts";
import type { Instant } from "../kubernetes.ts";
import type { AnnouncementReason } from "../reasons.ts";

/** An address that no node may announce. */
export interface Silence {
  /** Undefined: the address is in no pool. */
  readonly pool: string | undefined;
  readonly candidacy: Candidacy;
  /** True if the pool has advertisements. If the reason is `NoAdvertisement`, these select only other Services. */
  readonly advertised: boolean;
  /** The advertisements in the wrong namespace that would be for the pool. */
  readonly misplaced?: readonly Misplaced[];
  /** Absent: no node is supposed to be gone. */
  readonly supposed?: SupposedGone;
}

/** The nodes that a question supposes to be gone. There is nothing to look at or to repair there. */
export type SupposedGone = ReadonlyMap<string, "down" | "drained">;

export function pendingMessage(node: string): string {
  return `node ${node} is chosen to announce and has not reported yet`;
}

export function announcingMessage(node: string, interfaces: readonly string[]): string {
  return `announced from node ${node} with protocol layer2${
    interfaces.length === 0 ? "" : ` on ${interfaces.join(", ")}`
  }`;
}

export function sharedMessage(nodes: readonly string[], interfaces: readonly string[]): string {
  return `announced from nodes ${nodes.join(", ")}, each for its own hosts, with protocol layer2${
    interfaces.length === 0 ? "" : ` on ${interfaces.join(", ")}`
  }`;
}

/** For an address that may still be announced as before: no recent report confirms it, and none denies it. */
export function allSilentMessage(node: string, renewedAt: Instant | undefined): string {
  const since = renewedAt === undefined ? "" : ` since ${new Date(renewedAt).toISOString().slice(0, 19)}Z`;
  return `no announcer has renewed its Lease${since}, so it is unknown whether node ${node} still announces; ` +
    "the plan stays as it is: find out why the announcers, or this controller, do not reach the API server";
}

export const noEndpointsMessage =
  "nothing can serve: no endpoint of its Services is ready; start a Pod that their selectors match";

/** For one of several Services on an address, with `externalTrafficPolicy: Local`. */
export function servedElsewhereMessage(announcing: readonly string[], serving: readonly string[]): string {
  const served = serving.length === 0
    ? "no endpoint that can serve is on a known node"
    : `endpoints are on ${nodeList(serving)}`;
  return `externalTrafficPolicy is Local, and the address is announced from ${
    nodeList(announcing)
  }, where no endpoint serves ` +
    `this Service: ${served}; give the Service an address of its own, or set the policy to Cluster`;
}

export const strangerMessage =
  "another host on the network uses the address: take the address out of the pool, or stop that host";

export function silenceMessage(reason: AnnouncementReason, silence: Silence): string {
  const nodes = nodesOf(silence);
  const { candidacy } = silence;
  switch (reason) {
    case "NoAdvertisement":
      return noAdvertisementMessage(silence);
    case "NoLocalEndpoints":
      return "externalTrafficPolicy is Local, and no node that may announce has an endpoint that can serve: start a Pod on " +
        `one of them, or set the policy to Cluster${nodes}`;
    case "InterfaceNotFound":
      return candidacy.excluded.some((each) => each.reason === "InterfaceNotFound")
        ? `no node has an interface that ${advertisementsOf(candidacy)} names: correct spec.interfaces${nodes}`
        : `no node has a usable interface${nodes}`;
    default:
      return `no node may announce${nodes}`;
  }
}

function noAdvertisementMessage({ pool, advertised, misplaced = [] }: Silence): string {
  if (pool === undefined) return "the address is in no pool, so no advertisement applies to it";
  if (!advertised && misplaced.length > 0) {
    return `no L2Advertisement or BGPAdvertisement in the right namespace is for pool ${pool}: ${moveText(misplaced)}`;
  }
  return advertised
    ? `no advertisement of pool ${pool} selects its Services: correct spec.serviceSelectors, or their labels`
    : `no valid L2Advertisement or BGPAdvertisement is for pool ${pool}: add one that names it in spec.ipAddressPools`;
}

function nodesOf({ candidacy, supposed }: Silence): string {
  const parts = exclusionParts(candidacy, supposed);
  return parts.length === 0 ? "; there is no node" : `; ${parts.join("; ")}`;
}

/** Why the nodes may not announce. The nodes that passed the most checks come first. */
export function exclusionParts(candidacy: Candidacy, supposed?: SupposedGone): readonly string[] {
  return partsByCause(exclusionsOf(candidacy).toReversed(), (reason) => exclusionMessage(reason, candidacy), supposed);
}

/** The nodes, grouped by the cause of their exclusion: `node-1, node-2: has no endpoint that can serve`. */
export function partsByCause<Reason extends string>(
  excluded: readonly { readonly node: string; readonly reason: Reason }[],
  messageOf: (reason: Reason) => string,
  supposed?: SupposedGone,
): readonly string[] {
  const causeOf = ({ node, reason }: typeof excluded[number]): string => {
    const state = reason === "NoAnnouncer" || reason === "ExcludedByLabel" ? supposed?.get(node) : undefined;
    return state === undefined ? messageOf(reason) : `supposed to be ${state}`;
  };
  return [...Map.groupBy(excluded, causeOf)]
    .map(([cause, nodes]) => `${nodeList(nodes.map(({ node }) => node).sort())}: ${cause}`);
}

/** The nodes in words, at most three by name. */
export function nodeList(nodes: readonly string[]): string {
  const named = nodes.slice(0, 3).join(", ");
  return nodes.length > 3 ? `${named} and ${nodes.length - 3} more` : named;
}

/** Why one node may not announce, and the cure. */
export function exclusionMessage(
  reason: ExclusionReason,
  candidacy: Pick<Candidacy, "advertisements" | "lost" | "subnet">,
): string {
  switch (reason) {
    case "NotSelected":
      return `not selected by ${advertisementsOf(candidacy)}; see spec.nodeSelectors`;
    case "ExcludedByLabel":
      return `carries the label ${labelExcludeFromLoadBalancers}; remove it to announce from there`;
    case "NetworkUnavailable":
      return "its condition NetworkUnavailable is True; see its network plugin";
    case "OutOfService":
      return "has the taint node.kubernetes.io/out-of-service";
    case "NoAnnouncer":
      return "its announcer has no Lease, or has not renewed it for 40 s; see the announcer's Pod there";
    case "UnreadableLease":
      return "spec.renewTime of its announcer's Lease cannot be read, so it is unknown whether the announcer runs";
    case "NoInterface":
      return "its announcer reports no usable interface; see `ip link` there";
    case "InterfaceNotFound":
      return `has no interface that ${advertisementsOf(candidacy)} names`;
    case "FamilyLost":
      return candidacy.lost === "IPv4"
        ? "its links have lost their IPv4 addresses; see `ip addr` there"
        : "its links have no IPv6: it is switched off there, or their MTU is below 1280; see `ip addr` there";
    case "NotInSubnet":
      return `has no link in ${candidacy.subnet ?? "the subnet of the address"}, and other nodes have one`;
    case "NoLocalEndpoints":
      return "has no endpoint that can serve";
    case "KubeProxyFailing":
      return "its kube-proxy fails, and another node's is healthy; see the kube-proxy Pod there";
  }
}

function advertisementsOf({ advertisements }: { readonly advertisements: readonly string[] }): string {
  return advertisements.length === 1
    ? `L2Advertisement ${advertisements[0]}`
    : `any of the L2Advertisements ${advertisements.join(", ")}`;
}
