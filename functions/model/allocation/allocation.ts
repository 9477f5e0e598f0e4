/**
 * What `allocate` decides for one Service.
 *
 * @module
 */

import type { ObjectKey } from "../kubernetes.ts";
import type { AllocationVerdict } from "../reasons.ts";

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
  /**
   * The address, now put aside, that the Service left for one of these because a stranger was found on it. Goes into the
   * Service's annotation `arpeggio.dev/instead-of`, which is removed when this is absent.
   */
  readonly insteadOf?: string;
}

export interface Allocated {
  /** One for each Service of type LoadBalancer and of this class, in the order of the Services' keys. */
  readonly allocations: readonly Allocation[];
  /**
   * Services that are not of type LoadBalancer any more and still carry this project's annotations or conditions: those, and
   * the addresses in their status, are to be removed. Services of another class are somebody else's and never among them.
   * Absent: none.
   */
  readonly retired?: readonly ObjectKey[];
  /** When the answer may change by time alone (an address put aside becomes free). */
  readonly resyncAfterSeconds?: number;
}
