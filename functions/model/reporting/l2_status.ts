/**
 * ServiceL2Status, one for each Service and each node that announces an address of it on layer 2.
 *
 * @module
 */

import type { ServiceL2Status } from "../crds.ts";
import type { AddressAnnounced, Announcer } from "../election/announced.ts";
import type { Service } from "../kubernetes.ts";
import { isLabelled, KnownStatuses, metadataOf, type Subject, subjectOf } from "./service_status.ts";

/** A Service with what is known of its addresses. */
export interface ServiceAnnounced {
  readonly service: Service;
  readonly announced: readonly AddressAnnounced[];
}

/**
 * Those that should be, in the order of the Services; the observed object itself where nothing has changed. What none of them is
 * about is left out.
 *
 * @param namespace where they live
 */
export function l2Statuses(
  services: readonly ServiceAnnounced[],
  observed: readonly ServiceL2Status[],
  namespace: string,
): readonly ServiceL2Status[] {
  const known = new KnownStatuses(observed);
  return services.flatMap(({ service, announced }) =>
    byNode(announced).map(({ node, interfaces }) => {
      const subject = subjectOf(service, node);
      return l2Status(subject, interfaces, { before: known.about(subject), namespace });
    })
  );
}

/** Who announces, by node; on one node with two addresses, the interfaces of both. */
function byNode(announced: readonly AddressAnnounced[]): readonly Announcer[] {
  const announcers: Announcer[] = [];
  for (const { by } of announced) {
    if (by === undefined) continue;
    const place = announcers.findIndex(({ node }) => node === by.node);
    const before = announcers[place];
    if (before === undefined) announcers.push(by);
    else announcers[place] = { ...by, interfaces: [...new Set([...before.interfaces, ...by.interfaces])].sort() };
  }
  return announcers;
}

function l2Status(
  subject: Subject,
  interfaces: readonly string[],
  { before, namespace }: { readonly before: ServiceL2Status | undefined; readonly namespace: string },
): ServiceL2Status {
  if (before !== undefined && isLabelled(before, subject) && hasInterfaces(before, interfaces)) return before;
  return {
    apiVersion: "metallb.io/v1beta1",
    kind: "ServiceL2Status",
    metadata: metadataOf(subject, { before, prefix: "l2", namespace }),
    status: { ...subject, interfaces: interfaces.map((name) => ({ name })) },
  };
}

function hasInterfaces({ status }: ServiceL2Status, interfaces: readonly string[]): boolean {
  const told = status?.interfaces ?? [];
  return told.length === interfaces.length && told.every(({ name }, place) => name === interfaces[place]);
}
