/**
 * Who can serve a Service now, as its EndpointSlices tell.
 *
 * @module
 */

import type { Endpoint, EndpointSlice, ObjectKey } from "../kubernetes.ts";
import { labelServiceName } from "../names.ts";
import { mapsOf } from "../shape.ts";

/** By Service, the slices that have an endpoint that can serve; Services without one are not there. */
export function readServed(slices: readonly EndpointSlice[]): ReadonlyMap<ObjectKey, readonly EndpointSlice[]> {
  const served = new Map<ObjectKey, EndpointSlice[]>();
  for (const slice of slices) {
    const { metadata: { namespace, labels }, endpoints } = slice;
    const name = labels?.[labelServiceName];
    if (typeof name !== "string" || !mapsOf(endpoints).some(canServe)) continue;
    const service = `${namespace ?? ""}/${name}`;
    const others = served.get(service);
    if (others === undefined) served.set(service, [slice]);
    else others.push(slice);
  }
  return served;
}

/** Names of the nodes with an endpoint that can serve, sorted. */
export function servingNodes(slices: readonly EndpointSlice[]): readonly string[] {
  const nodes = new Set<string>();
  for (const { endpoints } of slices) {
    for (const endpoint of mapsOf(endpoints)) {
      if (endpoint.nodeName !== undefined && canServe(endpoint)) nodes.add(endpoint.nodeName);
    }
  }
  return [...nodes].sort();
}

/** MetalLB's rule: a ready endpoint, or a terminating one that still serves. Where nothing is said, it is ready. */
export function canServe({ conditions }: Endpoint): boolean {
  return conditions?.ready !== false || conditions.serving === true;
}
