/**
 * Who can serve a Service now, as its EndpointSlices tell.
 *
 * @module
 */

import type { Endpoint, EndpointSlice, ObjectKey } from "./kubernetes.ts";
import { labelServiceName } from "./names.ts";

export interface Served {
  /** The Services with an endpoint that can serve. */
  readonly services: ReadonlySet<ObjectKey>;
  /** Of those that it was asked for: names of the nodes with such an endpoint, sorted. */
  readonly nodes: ReadonlyMap<ObjectKey, readonly string[]>;
}

/** @param local the Services whose nodes matter */
export function readServed(slices: readonly EndpointSlice[], local: ReadonlySet<ObjectKey>): Served {
  const services = new Set<ObjectKey>();
  const nodes = new Map<ObjectKey, Set<string>>();
  for (const { metadata: { namespace, labels }, endpoints } of slices) {
    const name = labels?.[labelServiceName];
    if (name === undefined || endpoints === undefined || !endpoints.some(canServe)) continue;
    const service = `${namespace ?? ""}/${name}`;
    services.add(service);
    if (!local.has(service)) continue;
    const known = nodes.get(service) ?? new Set<string>();
    for (const endpoint of endpoints) {
      if (endpoint.nodeName !== undefined && canServe(endpoint)) known.add(endpoint.nodeName);
    }
    nodes.set(service, known);
  }
  return { services, nodes: new Map([...nodes].map(([service, names]) => [service, [...names].sort()])) };
}

/** MetalLB's rule: a ready endpoint, or a terminating one that still serves. Where nothing is said, it is ready. */
export function canServe({ conditions }: Endpoint): boolean {
  return conditions?.ready !== false || conditions.serving === true;
}
