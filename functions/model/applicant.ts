/**
 * A Service that is to have an address, read once for a pass.
 *
 * @module
 */

import { type FamilyNeed, readFamilies } from "./families.ts";
import { keyOf, type ObjectKey, type Service } from "./kubernetes.ts";
import { readRequest, type Request } from "./request.ts";
import { readSharing, type Sharing } from "./sharing.ts";

export interface Applicant {
  readonly key: ObjectKey;
  readonly service: Service;
  readonly need: FamilyNeed;
  readonly request: Request;
  /** Undefined: it shares with nobody. */
  readonly sharing: Sharing | undefined;
}

/** @param assumed whether a Service without a cluster address counts as having one */
export function readApplicant(service: Service, assumed: boolean): Applicant {
  const request = readRequest(service);
  const { sharingKey } = request;
  return {
    key: keyOf(service),
    service,
    need: readFamilies(service.spec, assumed),
    request,
    sharing: sharingKey === undefined ? undefined : readSharing(service, sharingKey),
  };
}
