/**
 * ServiceL2Status, one for each Service and each node that announces an address of it.
 *
 * @module
 */

import { hash } from "node:crypto";
import type { AddressAnnounced, Announcer } from "../election/announced.ts";
import type { ServiceL2Status } from "../crds.ts";
import type { Labels, Service } from "../kubernetes.ts";

const labelNode = "metallb.io/node";
const labelServiceName = "metallb.io/service-name";
const labelServiceNamespace = "metallb.io/service-namespace";

/** A Service with what is known of its addresses. */
export interface ServiceAnnounced {
  readonly service: Service;
  readonly announced: readonly AddressAnnounced[];
}

/**
 * Those that should be, in the order of the Services; the observed object itself where nothing has changed. One that MetalLB has
 * made keeps its name; what none of them is about is left out.
 *
 * @param namespace where they live
 */
export function l2Statuses(
  services: readonly ServiceAnnounced[],
  observed: readonly ServiceL2Status[],
  namespace: string,
): readonly ServiceL2Status[] {
  const known = new Map<string, ServiceL2Status>();
  for (const each of observed) {
    const { node = "", serviceNamespace = "", serviceName = "" } = each.status ?? {};
    const key = identity(serviceNamespace, serviceName, node);
    const other = known.get(key);
    if (other === undefined || each.metadata.name < other.metadata.name) known.set(key, each);
  }
  const statuses: ServiceL2Status[] = [];
  for (const { service: { metadata: { name, namespace: home = "" } }, announced } of services) {
    for (const { node, interfaces } of byNode(announced)) {
      const before = known.get(identity(home, name, node));
      statuses.push(l2Status({ node, interfaces, name, home, namespace }, before));
    }
  }
  return statuses;
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
  { node, interfaces, name, home, namespace }: {
    readonly node: string;
    readonly interfaces: readonly string[];
    readonly name: string;
    readonly home: string;
    readonly namespace: string;
  },
  observed: ServiceL2Status | undefined,
): ServiceL2Status {
  const labels = { [labelNode]: node, [labelServiceName]: name, [labelServiceNamespace]: home };
  if (observed !== undefined && hasLabels(observed.metadata.labels, labels) && hasInterfaces(observed, interfaces)) {
    return observed;
  }
  const status = {
    node,
    serviceName: name,
    serviceNamespace: home,
    interfaces: interfaces.map((each) => ({ name: each })),
  };
  if (observed !== undefined) {
    return {
      ...observed,
      metadata: { ...observed.metadata, labels: { ...observed.metadata.labels, ...labels } },
      status,
    };
  }
  const mark = hash("sha256", identity(home, name, node), "hex").slice(0, 16);
  return {
    apiVersion: "metallb.io/v1beta1",
    kind: "ServiceL2Status",
    metadata: { name: `l2-${mark}`, namespace, labels },
    status,
  };
}

function identity(namespace: string, name: string, node: string): string {
  return `${namespace}/${name}#${node}`;
}

function hasLabels(labels: Labels | undefined, wanted: Labels): boolean {
  return [labelNode, labelServiceName, labelServiceNamespace].every((name) => labels?.[name] === wanted[name]);
}

function hasInterfaces({ status }: ServiceL2Status, interfaces: readonly string[]): boolean {
  const told = status?.interfaces ?? [];
  return told.length === interfaces.length && told.every(({ name }, place) => name === interfaces[place]);
}
