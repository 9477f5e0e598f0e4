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
  /** These and no others; none: any. Never two of one family. */
  readonly addresses: readonly Address[];
  /** From this pool and no other. */
  readonly pool?: string;
  readonly sharingKey?: string;
  /** Why it cannot be read: then nothing new is given, and what the Service has stays. */
  readonly refusal?: AllocationVerdict;
}

const nothing: Request = { addresses: [] };

/**
 * Reads the request. MetalLB's current annotation wins over its deprecated twin by being there, even when it is empty; an
 * empty one asks for nothing.
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

/** What stands there as text; nothing where nothing stands. */
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
