/**
 * The fields of a Service that hold its request, so that messages can name them.
 *
 * @module
 */

import type { Service } from "../kubernetes.ts";
import {
  annotationAddresses,
  annotationPool,
  annotationSharing,
  deprecatedAnnotationAddresses,
  deprecatedAnnotationPool,
  deprecatedAnnotationSharing,
} from "../names.ts";

export interface RequestFields {
  readonly addresses: string;
  readonly pool: string;
  readonly sharingKey: string;
}

/** The paths of the fields that take effect, such as `metadata.annotations["metallb.io/address-pool"]`. */
export function requestFields({ metadata: { annotations = {} } }: Service): RequestFields {
  const named = (name: string, deprecated: string): string | undefined =>
    [name, deprecated].find((each) => annotations[each] !== undefined && annotations[each] !== null);
  const addresses = named(annotationAddresses, deprecatedAnnotationAddresses);
  return {
    addresses: addresses === undefined ? "spec.loadBalancerIP" : annotationField(addresses),
    pool: annotationField(named(annotationPool, deprecatedAnnotationPool) ?? annotationPool),
    sharingKey: annotationField(named(annotationSharing, deprecatedAnnotationSharing) ?? annotationSharing),
  };
}

export function annotationField(name: string): string {
  return `metadata.annotations["${name}"]`;
}
