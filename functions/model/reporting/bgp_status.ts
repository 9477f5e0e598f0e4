/**
 * ServiceBGPStatus: one object for each pair of a Service and a node that announces one of its addresses by BGP.
 *
 * @module
 */

import type { ServiceBGPStatus } from "../crds.ts";
import { eventAbout } from "../events.ts";
import type { Instant, KubernetesEvent } from "../kubernetes.ts";
import type { ServiceAnnounced } from "./l2_status.ts";
import { isLabelled, KnownStatuses, metadataOf, type Subject, subjectOf } from "./status_subject.ts";

export interface BGPStatuses {
  /**
   * The wanted objects, in the order of the Services. If nothing changes, an entry is the observed object itself. The
   * controller deletes observed objects that are not in this list.
   */
  readonly statuses: readonly ServiceBGPStatus[];
  /** An event for each new object. MetalLB sends the same event. */
  readonly events: readonly KubernetesEvent[];
}

/** @param context.namespace the namespace of the objects */
export function bgpStatuses(
  services: readonly ServiceAnnounced[],
  observed: readonly ServiceBGPStatus[],
  { namespace, now }: { readonly namespace: string; readonly now: Instant },
): BGPStatuses {
  const known = new KnownStatuses(observed);
  const statuses: ServiceBGPStatus[] = [];
  const events: KubernetesEvent[] = [];
  for (const { service, announced } of services) {
    for (const [node, peers] of peersByNode(announced)) {
      const subject = subjectOf(service, node);
      const before = known.about(subject);
      statuses.push(bgpStatus(subject, peers, { before, namespace }));
      if (before !== undefined) continue;
      const message = `announcing from node "${node}" with protocol "bgp"`;
      events.push(eventAbout(service, { type: "Normal", reason: "nodeAssigned", message }, now));
    }
  }
  return { statuses, events };
}

/** By node: the peers to which the node announces at least one address of the Service. */
function peersByNode(announced: ServiceAnnounced["announced"]): ReadonlyMap<string, readonly string[]> {
  const byNode = new Map<string, readonly string[]>();
  for (const { node, peers } of announced.flatMap(({ tellers = [] }) => tellers)) {
    byNode.set(node, [...new Set([...byNode.get(node) ?? [], ...peers])].sort());
  }
  return byNode;
}

function bgpStatus(
  subject: Subject,
  peers: readonly string[],
  { before, namespace }: { readonly before: ServiceBGPStatus | undefined; readonly namespace: string },
): ServiceBGPStatus {
  if (before !== undefined && isLabelled(before, subject) && before.status?.peers?.join() === peers.join()) {
    return before;
  }
  return {
    apiVersion: "metallb.io/v1beta1",
    kind: "ServiceBGPStatus",
    metadata: metadataOf(subject, { before, prefix: "bgp", namespace }),
    status: { ...subject, peers },
  };
}
