/**
 * What a Service asks for, in its annotations and in `spec.loadBalancerIP`.
 *
 * @module
 */

import { type Address, parseAddress } from "../addresses/address.ts";
import type { Labels, Service } from "../kubernetes.ts";
import {
  annotationAddresses,
  annotationPool,
  annotationSharing,
  deprecatedAnnotationAddresses,
  deprecatedAnnotationPool,
  deprecatedAnnotationSharing,
} from "../names.ts";
import type { AllocationVerdict } from "../reasons.ts";
import { contradictoryRequest, sameFamilyTwice, unreadableRequest } from "./request_messages.ts";
import { asText } from "../shape.ts";

export interface Request {
  /** The Service takes only these addresses; empty: any address. At most one of each family. */
  readonly addresses: readonly Address[];
  /** The Service takes only addresses of this pool; absent: of any pool. */
  readonly pool?: string;
  readonly sharingKey?: string;
  /** Why the request cannot be read. Then the Service gets no new address, and keeps the addresses that it has. */
  readonly refusal?: AllocationVerdict;
}

const nothing: Request = { addresses: [] };

/**
 * Reads the request of a Service. If MetalLB's current annotation is there, its deprecated form is ignored, even if the
 * current one is empty. An empty annotation asks for nothing.
 */
export function readRequest(service: Service): Request {
  const annotations = service.metadata.annotations ?? {};
  const listed = read(annotations, annotationAddresses, deprecatedAnnotationAddresses);
  const pool = read(annotations, annotationPool, deprecatedAnnotationPool);
  const sharingKey = read(annotations, annotationSharing, deprecatedAnnotationSharing);
  const single = textIn(service.spec?.loadBalancerIP);
  if (listed === undefined && pool === undefined && sharingKey === undefined && single === undefined) return nothing;
  const addresses = readAddresses(listed, single);
  return {
    ...(Array.isArray(addresses) ? { addresses } : { addresses: [], refusal: addresses }),
    ...(pool === undefined ? {} : { pool: pool }),
    ...(sharingKey === undefined ? {} : { sharingKey: sharingKey }),
  };
}

function read(annotations: Labels, name: string, deprecated: string): string | undefined {
  return textIn(annotations[name] ?? annotations[deprecated]);
}

/** The value as text; undefined if it is missing or empty. */
function textIn(value: unknown): string | undefined {
  return value === undefined || value === null || value === "" ? undefined : asText(value);
}

function readAddresses(listed: string | undefined, single: string | undefined): Address[] | AllocationVerdict {
  if (listed !== undefined && single !== undefined) return contradictoryRequest(listed, single);
  const source = listed === undefined ? "spec.loadBalancerIP" : annotationAddresses;
  const texts = (listed?.split(",") ?? (single === undefined ? [] : [single])).map((text) => text.trim());
  const addresses: Address[] = [];
  for (const text of texts) {
    const address = parseAddress(text);
    if (address === undefined) return unreadableRequest(source, text);
    const twin = addresses.find((each) => each.family === address.family);
    if (twin !== undefined) return sameFamilyTwice(twin, address);
    addresses.push(address);
  }
  return addresses;
}
