/**
 * A world in which nodes are down, or drained.
 *
 * @module
 */

import { holderOf, ranking } from "../announcing/ranking.ts";
import type { VirtualIP } from "../crds.ts";
import { leaseSeconds } from "../election/announcers.ts";
import { toTimestamp } from "../instant.ts";
import type { EndpointSlice, Instant, Lease, Node } from "../kubernetes.ts";
import { annotationBGP, labelComponent, labelExcludeFromLoadBalancers, labelNode } from "../names.ts";
import type { Observed } from "../observed.ts";

/**
 * They have lost power, and everybody has noticed: announcers have taken over by the ranking of each address, the Leases have
 * run out, and the endpoints there count no more.
 */
export function withNodesDown(observed: Observed, down: ReadonlySet<string>): Observed {
  if (down.size === 0) return observed;
  const { now, settings, leases } = observed;
  const assumed = settings.assume === "live" && leases.length === 0;
  const known = assumed ? observed.nodes.map((node) => assumedLease(node, now)) : leases;
  return {
    ...observed,
    leases: known.map((lease) =>
      down.has(lease.metadata.labels?.[labelNode] ?? lease.spec?.holderIdentity ?? "") ? runOut(lease, now) : lease
    ),
    endpointSlices: withoutEndpointsOn(observed.endpointSlices, down),
    virtualIPs: observed.virtualIPs.map((virtualIP) => takenOver(virtualIP, down, now)),
  };
}

export function withNodesDrained(observed: Observed, drained: ReadonlySet<string>): Observed {
  if (drained.size === 0) return observed;
  return {
    ...observed,
    nodes: observed.nodes.map((node) => drained.has(node.metadata.name) ? labelled(node) : node),
    endpointSlices: withoutEndpointsOn(observed.endpointSlices, drained),
  };
}

/** The first node of the ranking that is left has the address; where none is, it is for the plan to find another. */
function takenOver(virtualIP: VirtualIP, down: ReadonlySet<string>, now: Instant): VirtualIP {
  const { spec: { l2 }, status } = virtualIP;
  const ranked = ranking(virtualIP, holderOf(virtualIP, []));
  const [first] = ranked;
  if (l2 === undefined || first === undefined || !down.has(first)) return virtualIP;
  const heir = ranked.find((node) => !down.has(node));
  const entry = l2.order.find(({ node }) => node === heir);
  if (entry === undefined) {
    const { status: _, ...plan } = virtualIP;
    return status === undefined ? virtualIP : plan;
  }
  return { ...virtualIP, status: { ...entry, revision: l2.revision, since: toTimestamp(now) } };
}

/** A slice without endpoints stays: that one is there says that endpoints are known. */
function withoutEndpointsOn(slices: readonly EndpointSlice[], nodes: ReadonlySet<string>): readonly EndpointSlice[] {
  return slices.map((slice) => ({
    ...slice,
    endpoints: (slice.endpoints ?? []).filter(({ nodeName }) => nodeName === undefined || !nodes.has(nodeName)),
  }));
}

/** What a world from files takes for granted, said aloud, so that it can be taken back for one node. */
function assumedLease({ metadata: { name } }: Node, now: Instant): Lease {
  return {
    apiVersion: "coordination.k8s.io/v1",
    kind: "Lease",
    metadata: {
      name,
      labels: { [labelComponent]: "announcer", [labelNode]: name },
      annotations: { [annotationBGP]: JSON.stringify({ sessions: [], withheld: [], problems: [] }) },
    },
    spec: { holderIdentity: name, renewTime: new Date(now).toISOString() },
  };
}

/** Nobody renews it, and nobody deletes it. */
function runOut(lease: Lease, now: Instant): Lease {
  const renewTime = new Date(now - 2 * leaseSeconds * 1000).toISOString();
  return { ...lease, spec: { ...lease.spec, renewTime } };
}

function labelled(node: Node): Node {
  const labels = { ...node.metadata.labels, [labelExcludeFromLoadBalancers]: "" };
  return { ...node, metadata: { ...node.metadata, labels } };
}
