/**
 * What `allocate` decides for one Service.
 *
 * @module
 */

import type { ObjectKey } from "./kubernetes.ts";
import type { AllocationVerdict } from "./reasons.ts";

export interface Allocation {
  readonly service: ObjectKey;
  /** Canonical text; of two, in the order of the Service's `ipFamilies`. Empty: the Service has no address. */
  readonly addresses: readonly string[];
  /** The pool of the addresses; absent when there are none. */
  readonly pool?: string;
  readonly verdict: AllocationVerdict;
  /**
   * The addresses that this decision took away, and why: an event, never a second verdict.
   * Absent when nothing was taken away.
   */
  readonly released?: { readonly addresses: readonly string[]; readonly why: AllocationVerdict };
}

export interface Allocated {
  /** One for each Service of type LoadBalancer and of this class, in the order of the Services' keys. */
  readonly allocations: readonly Allocation[];
  /** When the answer may change by time alone (an address put aside becomes free). */
  readonly resyncAfterSeconds?: number;
}
