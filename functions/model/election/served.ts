/**
 * The endpoints that can serve a Service, by its EndpointSlices.
 *
 * @module
 */

import type { Endpoint, EndpointSlice, ObjectKey } from "../kubernetes.ts";
import { labelServiceName } from "../names.ts";
import { compare } from "../order.ts";
import { mapsOf } from "../shape.ts";

/**
 * By key of the Service: its slices that have an endpoint that can serve. A Service without such a slice has no entry.
 */
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

/** The number of endpoints that can serve, by name of the node, sorted. */
export function servingNodes(slices: readonly EndpointSlice[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const { endpoints } of slices) {
    for (const endpoint of mapsOf(endpoints)) {
      const { nodeName } = endpoint;
      if (nodeName !== undefined && canServe(endpoint)) counts.set(nodeName, (counts.get(nodeName) ?? 0) + 1);
    }
  }
  return new Map([...counts].sort(([one], [other]) => compare(one, other)));
}

/**
 * True for a ready endpoint, and for a terminating endpoint that still serves (MetalLB's rule). An endpoint without
 * conditions is ready.
 */
export function canServe({ conditions }: Endpoint): boolean {
  return conditions?.ready !== false || conditions.serving === true;
}
