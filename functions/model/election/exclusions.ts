/**
 * Why nodes are excluded: they may not announce an address.
 *
 * @module
 */

import type { KnownAnnouncer } from "./announcers.ts";
import { type Candidacy, type Candidate, type Exclusion, type ExclusionReason, exclusionReasons } from "./election.ts";
import type { Node } from "../kubernetes.ts";
import { labelExcludeFromLoadBalancers } from "../names.ts";
import type { Reach } from "./reach.ts";
import { mapsOf } from "../shape.ts";

const taintOutOfService = "node.kubernetes.io/out-of-service";

/** A node with the facts that are the same for every address. */
export interface NodeStanding {
  readonly name: string;
  readonly exclusion?: ExclusionReason;
  /** Absent: the node's announcer has no Lease. */
  readonly announcer?: KnownAnnouncer;
}

/** @param announcer the announcer as its Lease shows it, or the assumed one */
export function nodeStanding(
  node: Node,
  announcer: KnownAnnouncer | undefined,
  options: { readonly ignoreExcludeLabel: boolean },
): NodeStanding {
  const exclusion = exclusionOf(node, options.ignoreExcludeLabel);
  return {
    name: node.metadata.name,
    ...(exclusion !== undefined && { exclusion }),
    ...(announcer !== undefined && { announcer }),
  };
}

/**
 * Why a node announces no address at all; undefined: the node may announce. A cordoned or NotReady node may announce:
 * clients can still reach the Pods of a Service through it.
 */
function exclusionOf({ metadata, spec, status }: Node, ignoreExcludeLabel: boolean): ExclusionReason | undefined {
  if (!ignoreExcludeLabel && metadata.labels?.[labelExcludeFromLoadBalancers] !== undefined) return "ExcludedByLabel";
  const isTrue = (type: string): boolean =>
    mapsOf(status?.conditions).some((condition) => condition.type === type && condition.status === "True");
  if (isTrue("NetworkUnavailable")) return "NetworkUnavailable";
  return mapsOf(spec?.taints).some((taint) => taint.key === taintOutOfService) ? "OutOfService" : undefined;
}

/**
 * Why the node may not announce the addresses of these advertisements; undefined: it may.
 *
 * @param naming the advertisements that select the node
 */
export function exclusionAmong(
  { exclusion, announcer }: NodeStanding,
  naming: readonly Reach[],
  candidate: Candidate,
): ExclusionReason | undefined {
  if (naming.length === 0) return "NotSelected";
  if (exclusion !== undefined) return exclusion;
  if (announcer?.standing === "unreadable") return "UnreadableLease";
  if (announcer === undefined || announcer.standing === "gone") return "NoAnnouncer";
  if (announcer.links?.size === 0) return "NoInterface";
  return hasInterface(candidate, announcer) ? undefined : "InterfaceNotFound";
}

/**
 * True if the node has one of the named interfaces. If none is named, any link is enough. Also true if the node's
 * announcer does not report its links.
 */
export function hasInterface({ interfaces }: Candidate, { links }: KnownAnnouncer): boolean {
  if (links === undefined) return true;
  return interfaces === undefined ? links.size > 0 : interfaces.some((name) => links.has(name));
}

/** Why each node that is not a candidate is excluded, in the order of the checks. */
export function exclusionsOf({ excluded, candidates, beforeEndpoints }: Candidacy): readonly Exclusion[] {
  const served = new Set(excluded.filter(({ reason }) => reason === "KubeProxyFailing").map(({ node }) => node));
  const unserved = [...beforeEndpoints?.keys() ?? []].filter((node) => !candidates.has(node) && !served.has(node));
  const all = [...excluded, ...unserved.map((node): Exclusion => ({ node, reason: "NoLocalEndpoints" }))];
  return all.toSorted((one, other) => exclusionReasons.indexOf(one.reason) - exclusionReasons.indexOf(other.reason));
}
