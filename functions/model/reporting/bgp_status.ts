/**
 * ServiceBGPStatus, one for each Service and each node that announces an address of it by BGP.
 *
 * @module
 */

import type { ServiceBGPStatus } from "../crds.ts";
import { eventAbout } from "../events.ts";
import type { Instant, KubernetesEvent } from "../kubernetes.ts";
import type { ServiceAnnounced } from "./l2_status.ts";
import { isLabelled, KnownStatuses, metadataOf, type Subject, subjectOf } from "./service_status.ts";

export interface BGPStatuses {
  /**
   * Those that should be, in the order of the Services; the observed object itself where nothing has changed. What none of them
   * is about is left out.
   */
  readonly statuses: readonly ServiceBGPStatus[];
  /** MetalLB's event about each that is new. */
  readonly events: readonly KubernetesEvent[];
}

/** @param context.namespace where they live */
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

/** Of a Service with two addresses, all who hear one of them. */
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
