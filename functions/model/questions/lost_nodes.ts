/**
 * The world after nodes have failed or were drained.
 *
 * @module
 */

import { announcerLeaseSeconds } from "../lease_times.ts";
import { spoken } from "../announcing/heartbeat/version.ts";
import { holderOf, ranking } from "../announcing/duties/ranking.ts";
import type { VirtualIP } from "../crds.ts";
import { toTimestamp } from "../instant.ts";
import type { EndpointSlice, Instant, Lease, Node } from "../kubernetes.ts";
import {
  annotationBGP,
  annotationHeartbeat,
  labelComponent,
  labelExcludeFromLoadBalancers,
  labelNode,
} from "../names.ts";
import { nodeInLabel, nodeOfLease } from "../node_names.ts";
import type { Observed } from "../observed.ts";

/**
 * The world after these nodes have lost power. The next node in the order of each of their addresses has taken the
 * address over. The Leases of their announcers have expired. Their endpoints no longer count.
 */
export function withNodesDown(observed: Observed, down: ReadonlySet<string>): Observed {
  if (down.size === 0) return observed;
  const { now, settings, leases } = observed;
  const assumed = settings.assume === "live" && leases.length === 0;
  const ranks = new Map([...down].sort().map((node, rank) => [node, rank]));
  const known = assumed ? observed.nodes.map((node) => assumedLease(node, now)) : leases;
  return {
    ...observed,
    leases: known.map((lease) => {
      const rank = ranks.get(nodeOfLease(lease) ?? "");
      return rank === undefined ? lease : runOut(lease, now, rank);
    }),
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

/**
 * The VirtualIP after the takeover by the first remaining node of its order. If no node remains, the VirtualIP has no
 * status, so that the next plan chooses a new node.
 */
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

/** Removes the endpoints, but keeps a slice that becomes empty: a slice shows that the endpoints are known. */
function withoutEndpointsOn(slices: readonly EndpointSlice[], nodes: ReadonlySet<string>): readonly EndpointSlice[] {
  return slices.map((slice) => ({
    ...slice,
    endpoints: (slice.endpoints ?? []).filter(({ nodeName }) => nodeName === undefined || !nodes.has(nodeName)),
  }));
}

/** The Lease of an assumed announcer, in a world from files. If one node is to lose its Lease, all nodes need one. */
function assumedLease({ metadata: { name } }: Node, now: Instant): Lease {
  return {
    apiVersion: "coordination.k8s.io/v1",
    kind: "Lease",
    metadata: {
      name,
      labels: { [labelComponent]: "announcer", [labelNode]: nodeInLabel(name) },
      annotations: {
        [annotationBGP]: JSON.stringify({ sessions: [], withheld: [], problems: [] }),
        [annotationHeartbeat]: JSON.stringify({ signs: "", accepts: [""], speaks: spoken, foreign: [] }),
      },
    },
    spec: { holderIdentity: name, renewTime: new Date(now).toISOString() },
  };
}

/**
 * An expired Lease. The Leases expire at different times: if all expired together, the connection to the API server
 * would be suspect, but these nodes are known to be down.
 */
function runOut(lease: Lease, now: Instant, rank: number): Lease {
  const renewTime = new Date(now - (2 + rank) * announcerLeaseSeconds * 1000).toISOString();
  return { ...lease, spec: { ...lease.spec, renewTime } };
}

function labelled(node: Node): Node {
  const labels = { ...node.metadata.labels, [labelExcludeFromLoadBalancers]: "" };
  return { ...node, metadata: { ...node.metadata, labels } };
}
