/**
 * Who can serve a Service now, as its EndpointSlices tell.
 *
 * @module
 */

import type { Endpoint, EndpointSlice, ObjectKey } from "./kubernetes.ts";
import { labelServiceName } from "./names.ts";

export type SlicesByService = ReadonlyMap<ObjectKey, readonly EndpointSlice[]>;

export function slicesByService(slices: readonly EndpointSlice[]): SlicesByService {
  const byService = new Map<ObjectKey, EndpointSlice[]>();
  for (const slice of slices) {
    const name = slice.metadata.labels?.[labelServiceName];
    if (name === undefined) continue;
    const service = `${slice.metadata.namespace ?? ""}/${name}`;
    const others = byService.get(service);
    if (others === undefined) byService.set(service, [slice]);
    else others.push(slice);
  }
  return byService;
}

/** MetalLB's rule: a ready endpoint, or a terminating one that still serves. Where nothing is said, it is ready. */
export function canServe({ conditions }: Endpoint): boolean {
  return conditions?.ready !== false || conditions.serving === true;
}

export function isServed(slices: readonly EndpointSlice[] | undefined): boolean {
  return slices?.some((slice) => slice.endpoints?.some(canServe) ?? false) ?? false;
}

/** Names of the nodes with an endpoint that can serve, sorted. */
export function servingNodes(slices: readonly EndpointSlice[] | undefined): readonly string[] {
  const nodes = new Set<string>();
  for (const slice of slices ?? []) {
    for (const endpoint of slice.endpoints ?? []) {
      if (endpoint.nodeName !== undefined && canServe(endpoint)) nodes.add(endpoint.nodeName);
    }
  }
  return [...nodes].sort();
}
