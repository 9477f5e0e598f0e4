/**
 * ServiceL2Status: one object for each pair of a Service and a node that announces one of its addresses on layer 2.
 *
 * @module
 */

import type { ServiceL2Status } from "../crds.ts";
import { type AddressAnnounced, announcersOf, type AnnouncingNode } from "../election/announced.ts";
import type { Service } from "../kubernetes.ts";
import { isLabelled, type KnownStatuses, metadataOf, type Subject, subjectOf } from "./status_subject.ts";

/** A Service, with the reported state of its addresses. */
export interface ServiceAnnounced {
  readonly service: Service;
  readonly announced: readonly AddressAnnounced[];
}

/**
 * The wanted objects, in the order of the Services. If nothing changes, an entry is the observed object itself. The
 * controller deletes observed objects that are not in this list.
 *
 * @param namespace the namespace of the objects
 */
export function l2Statuses(
  services: readonly ServiceAnnounced[],
  known: KnownStatuses<ServiceL2Status>,
  namespace: string,
): readonly ServiceL2Status[] {
  return services.flatMap(({ service, announced }) =>
    byNode(announced).map(({ node, interfaces }) => {
      const subject = subjectOf(service, node);
      return l2Status(subject, interfaces, { before: known.about(subject), namespace });
    })
  );
}

/** The announcing nodes. A node that announces two addresses has the interfaces of both. */
function byNode(announced: readonly AddressAnnounced[]): readonly AnnouncingNode[] {
  const announcers: AnnouncingNode[] = [];
  for (const by of announced.flatMap(announcersOf)) {
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
