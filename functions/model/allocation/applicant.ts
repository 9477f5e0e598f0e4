/**
 * A Service that is to have an address: the facts that allocation needs, read once for a pass.
 *
 * @module
 */

import type { FamilyNeed } from "./families.ts";
import type { ObjectKey, Service } from "../kubernetes.ts";
import type { Request } from "./request.ts";
import type { Sharing } from "./sharing.ts";

export interface Applicant {
  readonly key: ObjectKey;
  readonly service: Service;
  readonly need: FamilyNeed;
  readonly request: Request;
  /** Undefined: the Service does not share its address. */
  readonly sharing: Sharing | undefined;
}
